#!/usr/bin/env bash
# Makes a directory from which start.sh starts within seconds: the server unpacked, and its classes in an archive.
#   prepare.sh HOME_DIR  with payara-micro.jar, version-service.war, pre-boot.asadmin and start.sh in HOME_DIR
# Has to be run by the Java that runs the service later: the archive fits no other.
set -euo pipefail
export HOME_DIR=$1
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

java -jar "$HOME_DIR/payara-micro.jar" --rootdir "$HOME_DIR/server" --outputlauncher
rm "$HOME_DIR/payara-micro.jar"
# What the server writes to is apart, and copied for each start: all the rest may be read-only.
mkdir "$HOME_DIR/instance"
find "$HOME_DIR/server" -mindepth 1 -maxdepth 1 ! -name runtime ! -name launch-micro.jar -exec mv -t "$HOME_DIR/instance" {} +

# A run that does what each run does: starts, answers a change and a read, stops.
port=${HTTP_PORT:-8080}
TRAINING=yes VERSIONS_AUTH=none VERSIONS_DATA_DIR=$data \
  bash "$HOME_DIR/start.sh" \
    -XX:ArchiveClassesAtExit="$HOME_DIR/classes.jsa" -Xlog:cds=error -Xlog:cds+dynamic=error &
service=$!

ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" "$2" >&3
  head -n 1 <&3 | grep -q ' 200 '
}
for _ in $(seq 120); do
  if ask GET /health/ready 2>/dev/null; then
    break
  fi
  kill -0 "$service"
  sleep 1
done
ask POST /version/1-training/increment
ask GET /version/1-training
ask GET /versions
kill -TERM "$service"
wait "$service" || true
rm -rf "$HOME_DIR/run"
install -d -m 770 "$HOME_DIR/run"
[[ -s $HOME_DIR/classes.jsa ]]
