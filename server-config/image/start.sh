#!/usr/bin/env bash
# Starts the service in place of this shell, so that it gets the signals.
#   start.sh [java options]
# HOME_DIR is where prepare.sh put the server, HTTP_PORT where it listens (8080). Of HOME_DIR only run is written to; else /tmp and the data directory are.
set -euo pipefail
home=${HOME_DIR:-/opt/version-service}
port=${HTTP_PORT:-8080}

fail() {
  echo "Version Service: not started, $1" >&2
}

# Prints the answer to whether the registry is loaded; fails if nobody listens.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET /health/started HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  cat <&3
}

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "port $port is in use; HTTP_PORT names another one"
  exit 1
fi

# The server notes what it deployed, and would deploy it twice after it was killed: each start is the first one.
mkdir -p "$home/run"
find "$home/run" -mindepth 1 -delete
cp -R "$home/instance/." "$home/run"
archive=()
if [[ -f $home/classes.jsa && -z ${TRAINING:-} ]]; then
  archive=(-XX:SharedArchiveFile="$home/classes.jsa" -Xshare:auto)
fi

# The server goes on without an application that does not start, opens the port, and answers for it.
(
  until answer=$(ask 2>/dev/null); do
    sleep 0.5
    kill -0 $$ 2>/dev/null || exit 0
  done
  if ! grep -q '"registry"' <<<"$answer"; then
    fail "the application does not run; the log says why"
    kill -TERM $$
  fi
) &

# One compiler and the serial collector: the service waits for disk and network, and starts in half the time. The large young generation
# spares a start most of its collections. A process that is out of memory ends, so that it is started anew. The launcher's
# own main class would write beside its jar; this one does the same, and writes to run.
exec java "@$home/java.options" \
  "${archive[@]}" \
  -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:NewRatio=1 -XX:TieredStopAtLevel=1 -Xmx"${HEAP:-256m}" -Xss512k \
  "$@" \
  -Dfish.payara.micro.BootJar="file:$home/server/launch-micro.jar" -Dfish.payara.micro.UnpackDir="$home/server" \
  -cp "$home/server/launch-micro.jar" fish.payara.micro.impl.PayaraMicroImpl \
  --rootdir "$home/run" \
  --nohazelcast --disablephonehome --nohostaware \
  --port "$port" \
  --prebootcommandfile "$home/pre-boot.asadmin" \
  --postdeploycommandfile "$home/post-deploy.asadmin" \
  --deploy "$home/version-service.war"
