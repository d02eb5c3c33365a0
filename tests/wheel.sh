#!/usr/bin/env bash
# Build the wheel, install it alone in an empty environment and do the README's first job from another folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/build"
"$folder/build/bin/pip" wheel --quiet --no-deps --wheel-dir "$folder" "$root"
python3 -m venv "$folder/alone"
"$folder/alone/bin/pip" install --quiet "$folder"/*.whl
cp "$root"/examples/late-to-brazil.* "$root/examples/shop.toml" "$folder"
cd "$folder"
alone/bin/assistant check
alone/bin/assistant --staff-language zh_CN plan --help | grep -q '^用法：assistant plan'
reply=$(alone/bin/assistant reply --order late-to-brazil.json --shop shop.toml --today 2026-11-20 - < late-to-brazil.txt)
grep -q 'Olá, ' <<< "$reply"
grep -q 'Hello ' <<< "$reply"
staff=$(alone/bin/assistant reply --staff-language zh_CN --order late-to-brazil.json --json - < late-to-brazil.txt)
grep -q '您好' <<< "$staff"
export ASSISTANT_DATA=$folder/data
alone/bin/assistant case add --order late-to-brazil.json --shop shop.toml --today 2026-11-20 - < late-to-brazil.txt
alone/bin/assistant case export 1 --out case.zip
alone/bin/assistant case verify
alone/bin/assistant desk --port 0 --shop shop.toml 2> desk.txt &
desk=$!
until grep -q 'http' desk.txt; do kill -0 $desk; sleep 0.2; done
address=$(grep -o 'http[^ ]*' desk.txt)
alone/bin/python -c "import sys, urllib.request as r; sys.exit(b'desk.js' not in r.urlopen(sys.argv[1]).read())" "$address"
kill $desk
wait $desk || true
echo 'the wheel works alone'
