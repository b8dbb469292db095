//! Series out of sight: back to the bit, or gone for good.

use super::*;

fn put(cache: &mut Cache, name: &str, incoming: &[Incoming]) -> BatchId {
    cache.put(&batch(name), incoming).unwrap().batch.unwrap()
}

#[test]
fn a_removed_series_is_out_of_sight_and_comes_back_to_the_bit() {
    let disk = OnDisk::with(&[candles(40), scalar("a", &[1.0, f64::NAN, 3.0]), scalar("b", &[1.0])]);
    let mut cache = disk.open();
    put(&mut cache, "second", &[scalar("a", &[1.5])]);
    let before = (cache.load_all().unwrap(), cache.revisions(&key("a")).unwrap());
    cache.remove_series(&[key("a"), key("price.btc.usd"), key("not there")], NOW).unwrap();
    drop(cache); // Also the next start can bring it back, as long as nobody purges.
    let mut cache = disk.open();
    assert_eq!(cache.load_all().unwrap().len(), 1);
    assert_eq!((cache.load(&key("a")).unwrap(), cache.summaries().unwrap().len()), (None, 1));
    assert!(cache.revisions(&key("a")).unwrap().is_empty());
    assert_eq!(cache.load_all_as_known(NOW).unwrap().len(), 1);
    let report = cache.integrity().unwrap();
    assert!(report.is_sound() && report.series == 1, "{report:?}");
    let keys = [key("price.btc.usd"), key("a"), key("b"), key("not there")];
    assert_eq!(cache.restore_series(&keys).unwrap(), [key("price.btc.usd"), key("a")]);
    assert_eq!(bits(&cache.load_all().unwrap()), bits(&before.0));
    assert_eq!(cache.revisions(&key("a")).unwrap(), before.1);
    assert_eq!(cache.load_all().unwrap()[1].provenance, before.0[1].provenance);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn purged_series_leave_nothing_behind() {
    let disk = OnDisk::with(&[candles(40), scalar("a", &[1.0, 2.0]), scalar("b", &[1.0])]);
    let mut cache = disk.open();
    put(&mut cache, "second", &[scalar("a", &[1.5])]);
    cache.remove_series(&[key("a"), key("price.btc.usd")], NOW).unwrap();
    assert_eq!(cache.purge_removed().unwrap(), 2);
    assert_eq!(cache.purge_removed().unwrap(), 0);
    assert!(cache.restore_series(&[key("a"), key("price.btc.usd")]).unwrap().is_empty());
    for (table, rows) in [("value_row", 1), ("candle_row", 0), ("value_vintage", 0), ("month_checksum", 1)] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(cache.conn.query_row(&sql, [], |row| row.get(0)), Ok(rows), "{table}");
    }
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn rows_that_arrive_for_a_removed_series_take_its_name_until_it_comes_back() {
    let mut cache = Cache::in_memory().unwrap();
    put(&mut cache, "first", &[scalar("a", &[1.0, 2.0, 3.0])]);
    cache.remove_series(&[key("a")], NOW).unwrap();
    let again = [scalar("a", &[7.0])];
    assert_eq!(cache.preview(&again).unwrap()[0].rows_new, 1);
    assert_eq!(cache.put_fetched(&batch("fetch"), &again, &[]).unwrap().reports[0].rows_new, 1);
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [7.0]);
    assert!(cache.integrity().unwrap().is_sound());
    // Deleted once more: of one name the last comes back first.
    cache.remove_series(&[key("a")], NOW).unwrap();
    assert!(cache.load_all().unwrap().is_empty());
    assert_eq!(cache.restore_series(&[key("a")]).unwrap(), [key("a")]);
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [7.0]);
    assert_eq!(cache.restore_series(&[key("a")]).unwrap(), [key("a")]);
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0, 2.0, 3.0]);
    assert!(cache.restore_series(&[key("a")]).unwrap().is_empty());
    assert_eq!(cache.purge_removed().unwrap(), 0);
    assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.0, 2.0, 3.0]);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn a_removed_series_without_its_name_is_purged_and_the_newer_rows_stay() {
    for tampered in ["", "UPDATE removed_series SET crc32 = -1"] {
        let disk = OnDisk::with(&[scalar("a", &[1.0, 2.0])]);
        let mut cache = disk.open();
        cache.remove_series(&[key("a")], NOW).unwrap();
        cache.put_fetched(&batch("fetch"), &[scalar("a", &[7.0])], &[]).unwrap();
        drop(cache);
        disk.tamper(tampered);
        let mut cache = disk.open();
        assert_eq!(cache.load_all().unwrap().len(), 1, "a damaged mark shows no name twice");
        assert_eq!(cache.purge_removed().unwrap(), 1);
        assert_eq!(cache.load_all().unwrap()[0].series.values(), [7.0]);
        assert!(cache.integrity().unwrap().is_sound());
    }
}

#[test]
fn an_import_taken_back_meanwhile_does_not_come_back_with_its_series() {
    let mut cache = Cache::in_memory().unwrap();
    put(&mut cache, "first", &[scalar("a", &[1.0]), scalar("b", &[1.0])]);
    let second = put(&mut cache, "second", &[scalar("a", &[2.0, 2.0])]);
    cache.remove_series(&[key("a"), key("b")], NOW).unwrap();
    cache.take_back(second, NOW, &[]).unwrap();
    cache.restore_series(&[key("a"), key("b")]).unwrap();
    assert_eq!(cache.load(&key("a")).unwrap().unwrap().series.values(), [1.0]);
    assert!(cache.integrity().unwrap().is_sound());
}

#[test]
fn a_changed_mark_hides_nothing_and_is_reported() {
    for change in ["series_key = 2", "removed_at_utc_s = 0", "crc32 = -1"] {
        let disk = OnDisk::with(&[scalar("a", &[1.0]), scalar("b", &[1.0])]);
        disk.open().remove_series(&[key("a")], NOW).unwrap();
        disk.tamper(&format!("UPDATE removed_series SET {change}"));
        let mut cache = disk.open();
        assert_eq!(cache.load_all().unwrap().len(), 2, "{change}");
        assert!(!cache.integrity().unwrap().is_sound(), "{change}");
        assert_eq!(cache.purge_removed().unwrap(), 0);
        assert!(cache.integrity().unwrap().is_sound() && cache.load_all().unwrap().len() == 2);
    }
}

#[test]
fn fetches_of_which_nothing_is_left_are_forgotten_once_the_list_is_long() {
    let mut cache = Cache::in_memory().unwrap();
    put(&mut cache, "first", &[scalar("a", &[1.0])]);
    let insert = "WITH RECURSIVE n(x) AS (SELECT 2 UNION ALL SELECT x + 1 FROM n WHERE x < 30000)
                  INSERT INTO import_batch SELECT x, iif(x = 9, 'import', 'refresh'), '', '', 0, NULL FROM n";
    cache.conn.execute_batch(insert).unwrap();
    cache
        .conn
        .execute_batch("INSERT INTO batch_checksum SELECT batch_id, 0 FROM import_batch WHERE batch_id > 1")
        .unwrap();
    cache.purge_removed().unwrap();
    let left: Vec<_> = cache.batches().unwrap().iter().map(|batch| batch.id.0).collect();
    assert_eq!(left, [1, 9, 30_000]);
    assert_eq!(put(&mut cache, "next", &[scalar("a", &[2.0])]), BatchId(30_001));
    assert_eq!(cache.revisions(&key("a")).unwrap().len(), 1);
}
