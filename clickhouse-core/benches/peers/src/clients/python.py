# One turn of clickhouse-connect: rows as tuples, select and insert.
import resource
import sys
import time

import clickhouse_connect

work, table, count, at_once, compress, host, port, user, password = sys.argv[1:]
count, at_once = int(count), int(at_once)
client = clickhouse_connect.get_client(
    host=host, port=int(port), username=user, password=password, compress=compress or False
)


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))


if work == "insert":
    rows = client.query(f"SELECT * FROM {table} LIMIT {at_once}").result_rows
try:
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
except OSError:
    pass
held, began, used = memory("VmRSS:"), time.monotonic(), processor()
if work == "insert":
    for _ in range(count // at_once):
        client.insert(table + "_null", rows)
else:
    found = 0
    with client.query_row_block_stream(f"SELECT * FROM {table} LIMIT {count}") as stream:
        for block in stream:
            for row in block:
                found += 1
    assert found == count, found
print(
    int((time.monotonic() - began) * 1e6),
    int((processor() - used) * 1e6),
    max(memory("VmHWM:") - held, 0),
)
