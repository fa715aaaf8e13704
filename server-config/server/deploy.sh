#!/usr/bin/env bash
# Deploys the service to a running domain, or a newer one in its place.
#   deploy.sh version-service.war
# ASADMIN and PASSWORD_FILE as in configure.sh.
set -euo pipefail
read -ra asadmin <<<"${ASADMIN:-asadmin}"
"${asadmin[@]}" ${PASSWORD_FILE:+--passwordfile "$PASSWORD_FILE"} deploy --force=true --name version-service --contextroot / "$1"
