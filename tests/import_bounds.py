#!/usr/bin/env python3
"""Row 9 of the reliability figures, on the built program: ten million rows, a sparse file, a wish to stop.

    cargo build --release && tests/import_bounds.py target/release/hashfloor [ROWS]

Makes its own table (some 500 MB) and data folder in a temporary folder and removes them. Figures
to reach: 10 M rows within 30 s and 700 MiB; a file over the limits refused within 100 ms; a wish
to stop heard within 200 ms, with nothing stored.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def run(program, folder, *args, stop_after=None):
    """Seconds, peak in MiB, exit status, standard output and error, and seconds from the wish to stop to the end."""
    environment = {**os.environ, "HASHFLOOR_DATA_DIR": str(folder / "data"), "HASHFLOOR_NETWORK": "loopback"}
    out, err = (folder / "out").open("w+b"), (folder / "err").open("w+b")
    began = time.monotonic()
    child = subprocess.Popen([program, *args], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    wished = None
    if stop_after is not None:
        time.sleep(stop_after)
        wished = time.monotonic()
        child.send_signal(signal.SIGINT)
    _, status, usage = os.wait4(child.pid, 0)
    ended = time.monotonic()
    texts = []
    for file in (out, err):
        file.seek(0)
        texts.append(file.read().decode())
        file.close()
    code = os.waitstatus_to_exitcode(status)
    return ended - began, usage.ru_maxrss / 1024, code, *texts, None if wished is None else ended - wished


def write_rows(path, rows):
    """One-minute candles that drift up and down, as an exchange exports them."""
    with path.open("w", buffering=1 << 20) as table:
        table.write("timestamp,open,high,low,close,volume\n")
        price = 1_000_000
        for row in range(rows):
            change = (row * 7919) % 401 - 200
            close = max(price + change, 100)
            high, low = max(price, close) + 37, min(price, close) - 41
            table.write(
                f"{1_325_376_000 + 60 * row},{price / 100:.2f},{high / 100:.2f},{low / 100:.2f},{close / 100:.2f},"
                f"{(row * 104_729) % 100_000_000 / 1e8:.8f}\n"
            )
            price = close


def main():
    program = os.path.abspath(sys.argv[1])
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 7_000_000
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hashfloor-bounds-"))
    try:
        table = folder / "rows.csv"
        write_rows(table, rows)
        size = table.stat().st_size / 2**20
        _, floor, *_ = run(program, folder, "series", "--json")
        seconds, peak, code, out, err, _ = run(program, folder, "import", str(table), "--dry-run", "--json")
        print(f"read {rows} rows ({size:.0f} MiB): {seconds:.2f} s, {peak:.0f} MiB ({floor:.0f} MiB without a file)")
        stopped = run(program, folder, "import", str(table), stop_after=min(0.5, seconds / 3))
        print(f"stopped: {stopped[5] * 1000:.0f} ms after the wish, status {stopped[2]}")
        kept = json.loads(run(program, folder, "series", "--json")[3])
        assert "rows.csv" not in json.dumps(kept), "a stopped import was stored"
        seconds, peak, code, out, err, _ = run(program, folder, "import", str(table), "--json")
        print(f"read and stored: {seconds:.2f} s, {peak:.0f} MiB, status {code}")
        if code != 0:
            print(err, file=sys.stderr)
        else:
            print(json.loads(out)["series"])
        sparse = folder / "sparse.csv"
        with sparse.open("wb") as file:
            file.truncate(10 << 30)
        seconds, peak, code, out, err, _ = run(program, folder, "import", str(sparse))
        print(f"10 GB sparse: {seconds * 1000:.0f} ms, {peak:.0f} MiB, status {code}: {err.strip()}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
