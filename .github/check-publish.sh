#!/usr/bin/env bash
# Is a folder that dotnet publish made what Azure needs? Neither azd nor Azure tells: without host.json, for one, an app starts and has no
# functions.
#   .github/check-publish.sh azure FOLDER   as it is deployed
#   .github/check-publish.sh local FOLDER   with the stand-ins, for whoever cannot restore the real packages
set -uo pipefail
stack="${1:-}" folder="${2:-}" root="$(cd "$(dirname "$0")/.." && pwd)"
if [[ "$stack" != azure && "$stack" != local ]] || [[ ! -d "$folder" ]]; then
  echo "usage: $(basename "$0") azure|local FOLDER" >&2
  exit 2
fi

problems=0
problem() {
  echo "  - $1"
  problems=$((problems + 1))
}

there() { [[ -e "$folder/$1" ]] || problem "$1 is missing: $2"; }

says() { [[ ! -e "$folder/$1" ]] || grep -q "$2" "$folder/$1" || problem "$1 does not say $2: $3"; }

absent() {
  local found
  while IFS= read -r found; do
    problem "${found#"$folder"/} does not belong there: $2"
  done < <(find "$folder" -name "$1")
}

there Serverless.Functions.dll "the app"
there Serverless.Functions.deps.json "where the app finds its packages"
there Serverless.Functions.runtimeconfig.json "which .NET it runs on"
there Microsoft.Azure.Cosmos.Client.dll "the store"
there Svix.dll "signatures"
there Azure.Messaging.ServiceBus.dll "the queues"
there Microsoft.Azure.Functions.Worker.dll "the worker"
there host.json "without it the host finds no functions"
says host.json '"version": "2.0"' "the host refuses to start"

absent 'local.settings*.json' "settings of a developer's machine, with keys"
absent '*.env' "settings of a developer's machine, with keys"
absent '.azure' "azd's environment"
absent '.local' "what the emulators hold"
absent 'Local.*.dll' "an emulator"
absent 'Serverless.Tests*' "tests"
absent 'xunit*' "tests"

if [[ "$stack" == azure ]]; then
  there Microsoft.Azure.Functions.Worker.Core.dll "this is a stand-in, not Microsoft's worker; publish with -p:Stack=azure"
  there Microsoft.Azure.Functions.Worker.Grpc.dll "this is a stand-in, not Microsoft's worker; publish with -p:Stack=azure"
  there worker.config.json "how the host starts the app"
  says worker.config.json Serverless.Functions.dll "the host would start something else"
  there extensions.json "which extensions the host loads"
  says extensions.json ServiceBus "the host would not listen to the queues"
  there .azurefunctions "the host's extensions; hidden, and easily lost on the way"
  there functions.metadata "which functions there are"
  while IFS= read -r name; do
    says functions.metadata "\"$name\"" "a function of the source is not in it"
  done < <(grep -rhoE --include='*.cs' '^ *\[Function\("[^"]+"' "$root/functions" | sed -E 's/.*"([^"]+)"/\1/' | sort -u)
else
  absent 'Microsoft.Azure.Functions.Worker.Core.dll' "Microsoft's worker beside the stand-in"
fi

if [[ $problems -gt 0 ]]; then
  echo "$folder is not what the $stack stack needs: $problems problem(s)."
  exit 1
fi

echo "$folder is what the $stack stack needs."
