#!/usr/bin/env bash
# Configures a running domain of Payara Server 6 for the service. May be run again at any time: it brings the domain to what the files say.
#   configure.sh [settings.properties]
# ASADMIN is the command to use (asadmin) with its options, as in ASADMIN="asadmin --port 4848 --user admin"; PASSWORD_FILE its password file, if it needs one.
# Secrets are taken from the environment and kept as password aliases: GIT_TOKEN, GITLAB_ACCESS_TOKEN, REDIS_URL, VERSIONS_ADMIN_TOKEN. One that is not set is left as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
settings=${1:-$here/settings.properties}
read -ra plain <<<"${ASADMIN:-asadmin}"
asadmin=("${plain[@]}" ${PASSWORD_FILE:+--passwordfile "$PASSWORD_FILE"})
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 700 "$work"

# One process for all commands: each start of asadmin takes a second.
run() {
  local output
  output=$("${asadmin[@]}" multimode --file "$1" --printprompt=false 2>&1) || {
    printf '%s\n' "$output" >&2
    return 1
  }
  if grep -qE '^(Command .* failed|remote failure)' <<<"$output"; then
    printf '%s\n' "$output" >&2
    return 1
  fi
}

grep -vE '^[[:space:]]*(#|$)' "$here/server.asadmin" >"$work/server"
run "$work/server"

while IFS='=' read -r name value; do
  [[ $name =~ ^[A-Z_]+$ ]] || { echo "not a setting: $name" >&2; exit 1; }
  printf 'set-config-property --source=domain --propertyName=%s --propertyValue="%s"\n' "$name" "$value"
done < <(grep -vE '^[[:space:]]*(#|$)' "$settings") >"$work/settings"
if [[ -s $work/settings ]]; then
  run "$work/settings"
fi

options=$("${asadmin[@]}" list-jvm-options)
if ! grep -qF -e '-XX:+ExitOnOutOfMemoryError' <<<"$options"; then
  "${asadmin[@]}" create-jvm-options '-XX\:+ExitOnOutOfMemoryError' >/dev/null
  echo "after the next restart-domain the domain ends when it is out of memory"
fi

aliases=$("${asadmin[@]}" list-password-aliases)
for name in GIT_TOKEN GITLAB_ACCESS_TOKEN REDIS_URL VERSIONS_ADMIN_TOKEN; do
  if [[ -n ${!name:-} ]]; then
    command=create-password-alias
    if grep -qixF "$name" <<<"$aliases"; then
      command=update-password-alias
    fi
    (umask 077 && printf '%s\nAS_ADMIN_ALIASPASSWORD=%s\n' "${PASSWORD_FILE:+$(<"$PASSWORD_FILE")}" "${!name}" >"$work/secret")
    "${plain[@]}" --passwordfile "$work/secret" "$command" "$name" >/dev/null
    rm "$work/secret"
    echo "$name is a password alias"
  fi
done
echo "configured; what the service reads at its start takes effect with the next deploy.sh"
