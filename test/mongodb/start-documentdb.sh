#!/bin/sh
# Starts DocumentDB (a MongoDB-compatible engine on PostgreSQL) from Debian's packages, for tests on machines
# without a mongod. Idempotent: the first run unpacks it in half a minute, later ones only start it.
#
#   DOCUMENTDB_HOME  where it lives, outside the repository (default /var/cache/trial-fhir-documentdb)
#   DOCUMENTDB_PORT  PostgreSQL's port on the loopback (default 54329)
#
# Needs Debian (or a relative), root, and mmdebstrap or the right to install it.
set -eu

home=${DOCUMENTDB_HOME:-/var/cache/trial-fhir-documentdb}
port=${DOCUMENTDB_PORT:-54329}
root=$home/root
data=/var/lib/postgresql/data
bin=/usr/lib/postgresql/18/bin

fail() { echo "start-documentdb: $1" >&2; exit 1; }
as_postgres() { chroot "$root" su postgres -c "$1"; }

[ "$(id -u)" = 0 ] || fail 'root is needed to unpack and enter the Debian root'
[ -e /etc/debian_version ] || fail 'this machine is no Debian; set MONGODB_URL instead'

mkdir -p "$home"
exec 9>"$home/lock"
flock 9

if [ ! -e "$home/unpacked" ]; then
  command -v mmdebstrap >/dev/null || { apt-get update && apt-get install -y mmdebstrap; } >"$home/install.log" 2>&1 ||
    fail "mmdebstrap cannot be installed, see $home/install.log"
  rm -rf "$root"
  mmdebstrap --variant=apt --mode=root --include=postgresql-18-documentdb \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
    forky "$root" >"$home/unpack.log" 2>&1 || fail "unpacking failed, see $home/unpack.log"
  touch "$home/unpacked"
fi

mountpoint -q "$root/proc" || mount --bind /proc "$root/proc"
mountpoint -q "$root/dev/shm" || mount -t tmpfs tmpfs "$root/dev/shm"

if [ ! -e "$root$data/PG_VERSION" ]; then
  as_postgres "$bin/initdb -D $data -A trust -E UTF8 --locale=C.UTF-8" >"$home/initdb.log" 2>&1 ||
    fail "initdb failed, see $home/initdb.log"
  # Nothing here has to outlive a crash of the machine, so commits need not reach the disk.
  cat >>"$root$data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '/tmp'
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
cron.database_name = 'postgres'
max_connections = 200
fsync = off
CONF
fi

if ! as_postgres "$bin/pg_ctl -D $data status" >/dev/null 2>&1; then
  rm -f "$root$data/postmaster.pid"
  as_postgres "$bin/pg_ctl -D $data -l $data/server.log -w start" >/dev/null 9>&- ||
    fail "PostgreSQL does not start, see $root$data/server.log"
fi
as_postgres "$bin/psql -h 127.0.0.1 -p $port -qc 'CREATE EXTENSION IF NOT EXISTS documentdb CASCADE'" >/dev/null 2>&1 ||
  fail 'the extension documentdb cannot be created'
echo "$port"
