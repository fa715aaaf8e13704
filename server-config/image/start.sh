#!/usr/bin/env bash
# Starts the service in place of this shell, so that it gets the signals.
#   start.sh [java options]
# HOME_DIR is where prepare.sh put the server, HTTP_PORT where it listens (8080).
set -euo pipefail
home=${HOME_DIR:-/opt/version-service}
# The server notes what it deployed, and would deploy it twice after it was killed: each start is the first one.
rm -rf "$home/server/applications" "$home/server/generated" "$home/server/config"
cp -a "$home/config" "$home/server/config"
archive=()
if [[ -f $home/classes.jsa && -z ${TRAINING:-} ]]; then
  archive=(-XX:SharedArchiveFile="$home/classes.jsa" -Xshare:auto)
fi
# One compiler and the serial collector: the service waits for disk and network, and starts in half the time. The large young generation
# spares a start most of its collections. A process that is out of memory ends, so that it is started anew.
exec java \
  "${archive[@]}" \
  -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:NewRatio=1 -XX:TieredStopAtLevel=1 -Xmx"${HEAP:-256m}" -Xss512k \
  "$@" \
  -jar "$home/server/launch-micro.jar" \
  --nohazelcast --disablephonehome --nohostaware \
  --port "${HTTP_PORT:-8080}" \
  --prebootcommandfile "$home/pre-boot.asadmin" \
  --postdeploycommandfile "$home/post-deploy.asadmin" \
  --deploy "$home/version-service.war"
