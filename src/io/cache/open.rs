//! Opening a database that may be anything.
//!
//! Order: what stands there → whose it is → which version → are the tables
//! ours. Nothing is written before all four are known, and closing a refused
//! file does not even fold its log in, so a newer file keeps its bytes.
//! `file:…?…` stays a file name: the URI flag is not given.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::domain::time::UnixSecs;
use crate::io::aside::{DATABASE_COMPANIONS, set_aside_with, with_ending};
use crate::io::cache::Opening;
use crate::io::cache::error::CacheFault;
use crate::io::cache::schema::{APPLICATION_ID, Identity, Plan};
use crate::io::files::{FileError, file_kind};
use crate::io::lock::TurnLock;

/// The first SQLite without the defect that let two checkpoints reset one log.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long another program may take to open, migrate or rebuild the cache.
const PATIENCE: Duration = Duration::from_secs(10);
const WRITE_AHEAD_LOG_KEPT_BYTES: i64 = 16 * 1024 * 1024;

/// Opens or makes the database of `plan` for the one writer.
pub(super) fn open_for_writing(
    path: &Path,
    plan: &Plan,
    now: UnixSecs,
) -> Result<(Connection, Opening), CacheFault> {
    check_library()?;
    let _turn = wait_for_turn(path)?;
    let why = match look(path)? {
        Found::Nothing => {
            if DATABASE_COMPANIONS.iter().any(|ending| with_ending(path, ending).exists()) {
                // The log of a database that is gone must not be replayed into a new one.
                set_aside_with(path, &DATABASE_COMPANIONS, now)?;
            }
            return Ok((make(path, plan)?, Opening::Created));
        }
        Found::Empty => "the file is empty".to_owned(),
        Found::File => match open_existing(path, plan) {
            Err(CacheFault::Damaged { why }) => why,
            opened => return opened,
        },
    };
    replace(path, plan, why, now)
}

/// A database that another program is just making looks empty or half made;
/// judged without waiting, it would be moved aside under that program's feet.
fn wait_for_turn(path: &Path) -> Result<TurnLock, CacheFault> {
    TurnLock::wait(&with_ending(path, ".opening"), PATIENCE)?.ok_or(CacheFault::Busy)
}

/// Sets the database aside with its log and makes an empty one in its place.
pub(super) fn rebuild(
    path: &Path,
    plan: &Plan,
    why: String,
    now: UnixSecs,
) -> Result<(Connection, Opening), CacheFault> {
    let _turn = wait_for_turn(path)?;
    replace(path, plan, why, now)
}

fn replace(
    path: &Path,
    plan: &Plan,
    why: String,
    now: UnixSecs,
) -> Result<(Connection, Opening), CacheFault> {
    let set_aside = set_aside_with(path, &DATABASE_COMPANIONS, now)?;
    Ok((make(path, plan)?, Opening::Rebuilt { set_aside, why }))
}

/// Opens a database for reading only: a second instance, a folder that cannot be written.
pub(super) fn open_for_reading(path: &Path, plan: &Plan) -> Result<Connection, CacheFault> {
    check_library()?;
    if let Found::Nothing = look(path)? {
        let source = std::io::Error::from(ErrorKind::NotFound);
        return Err(FileError::new("read the cache", path, source).into());
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let opened = connect(path, flags).and_then(|conn| check_readable(conn, plan));
    match opened {
        // A log needs a writable folder. Without pending log a file that nobody
        // can change may be read as it lies.
        Err(CacheFault::Permission(_)) if log_is_empty(path) => {
            let conn = connect(Path::new(&immutable_uri(path)), flags | OpenFlags::SQLITE_OPEN_URI)?;
            check_readable(conn, plan)
        }
        opened => opened,
    }
}

/// A database without a file.
pub(super) fn open_in_memory(plan: &Plan) -> Result<Connection, CacheFault> {
    check_library()?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_in_memory_with_flags(flags)?;
    harden(&conn)?;
    plan.create(&mut conn)?;
    Ok(conn)
}

enum Found {
    Nothing,
    Empty,
    File,
}

fn look(path: &Path) -> Result<Found, CacheFault> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            Err(CacheFault::NotAFile { found: file_kind(metadata.file_type()) })
        }
        // An empty file with a log may be a database in the making.
        Ok(metadata) if metadata.len() == 0 && log_is_empty(path) => Ok(Found::Empty),
        Ok(_) => Ok(Found::File),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(FileError::new("look at", path, error).into()),
    }
}

fn log_is_empty(path: &Path) -> bool {
    ["-wal", "-journal"]
        .iter()
        .all(|ending| fs::metadata(with_ending(path, ending)).map_or(true, |metadata| metadata.len() == 0))
}

fn check_library() -> Result<(), CacheFault> {
    let found = rusqlite::version_number();
    if found >= OLDEST_SQLITE {
        Ok(())
    } else {
        Err(CacheFault::OldSqlite { found, expected: OLDEST_SQLITE })
    }
}

fn write_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, CacheFault> {
    let conn = Connection::open_with_flags(path, flags)?;
    harden(&conn)?;
    Ok(conn)
}

/// What every connection gets before it reads a byte of the file.
fn harden(conn: &Connection) -> Result<(), CacheFault> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;")?;
    Ok(())
}

fn make(path: &Path, plan: &Plan) -> Result<Connection, CacheFault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // SQLite would make it readable for others; its log takes over the mode of the file.
        options.mode(0o600);
    }
    options.open(path).map_err(|source| FileError::new("make the cache", path, source))?;
    let mut conn = connect(path, write_flags())?;
    use_write_ahead_log(&conn)?;
    plan.create(&mut conn)?;
    Ok(conn)
}

fn open_existing(path: &Path, plan: &Plan) -> Result<(Connection, Opening), CacheFault> {
    let mut conn = connect(path, write_flags())?;
    let identity = Identity::read(&conn)?;
    if identity.is_blank {
        use_write_ahead_log(&conn)?;
        plan.create(&mut conn)?;
        return Ok((conn, Opening::Created));
    }
    check_identity(identity, plan)?;
    if identity.version == plan.version {
        plan.verify(&conn)?;
        use_write_ahead_log(&conn)?;
        return Ok((conn, Opening::Existing));
    }
    let backup = back_up(&conn, path, identity.version)?;
    plan.migrate(&mut conn, identity.version)?;
    use_write_ahead_log(&conn)?;
    Ok((conn, Opening::Migrated { from: identity.version, backup }))
}

fn check_readable(conn: Connection, plan: &Plan) -> Result<Connection, CacheFault> {
    let identity = Identity::read(&conn)?;
    check_identity(identity, plan)?;
    if identity.version < plan.version {
        return Err(CacheFault::Older { found: identity.version, supported: plan.version });
    }
    plan.verify(&conn)?;
    conn.execute_batch("PRAGMA query_only=ON;")?;
    Ok(conn)
}

fn check_identity(identity: Identity, plan: &Plan) -> Result<(), CacheFault> {
    if identity.application_id != APPLICATION_ID {
        return Err(CacheFault::damaged(format!(
            "expected application id {APPLICATION_ID:#x}, found {:#x}",
            identity.application_id
        )));
    }
    if identity.version > plan.version {
        return Err(CacheFault::Newer { found: identity.version, supported: plan.version });
    }
    Ok(())
}

/// Copies the database as it is, log included, before anything in it is changed.
fn back_up(conn: &Connection, path: &Path, version: i32) -> Result<PathBuf, CacheFault> {
    let backup = with_ending(path, &format!(".before-migration-from-{version}"));
    match fs::remove_file(&backup) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(FileError::new("replace the backup", &backup, error).into());
        }
        _ => {}
    }
    conn.execute("VACUUM INTO ?1", [backup.to_string_lossy()])?;
    Ok(backup)
}

/// Consistent after a crash; a power loss may cost the last commits of this
/// rebuildable store, and saves an fsync for each.
fn use_write_ahead_log(conn: &Connection) -> Result<(), CacheFault> {
    conn.execute_batch(&format!(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit={WRITE_AHEAD_LOG_KEPT_BYTES};"
    ))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// `file:` with every byte escaped that could mean something in a URI.
fn immutable_uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_nobody_can_change_is_read_as_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("odd ?#%name.db");
        open_for_writing(&path, &Plan::CURRENT, UnixSecs(0)).unwrap().0.close().unwrap();
        let uri = immutable_uri(&path);
        assert!(uri.contains("odd%20%3F%23%25name.db"), "{uri}");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        check_readable(connect(Path::new(&uri), flags).unwrap(), &Plan::CURRENT).unwrap();
        assert!(!with_ending(&path, "-shm").exists());
    }
}
