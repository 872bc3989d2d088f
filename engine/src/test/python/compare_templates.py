"""Cases for io.vsd.engine.template.TemplateComparison from chat templates that people publish.

Usage: compare_templates.py DIRECTORY OUT
Reads every *.jinja file below the directory, renders each with jinja2 as transformers does over the conversations below, and
writes what came out. Then, from the repository's root, with the engine's test classes built:

    java -cp ... io.vsd.engine.template.TemplateComparison OUT
"""

import hashlib
import json
import pathlib
import sys

from jinja_reference import render

CONVERSATIONS = {
    "one question": [("user", "Hi!")],
    "system and question": [("system", "Answer in French."), ("user", "What is 2 + 2?")],
    "several turns": [("system", "S"), ("user", "1"), ("assistant", "<think>\nhm\n</think>\n\ntwo"), ("user", "3"), ("assistant", "4"), ("user", "5")],
    "assistant last": [("user", "Write a poem."), ("assistant", "Roses are")],
    "unicode": [("user", "\u65e5\u672c\u8a9e \U0001f389 na\u00efve \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u00a0\u2003\u200b e\u0301 \u001b[0m \u2028"), ("assistant", "\u4e2d\u6587\u0085"), ("user", "\u00a0x\u3000")],
    "white space": [("system", "  padded \n"), ("user", "\n\n  a\tb \r\n"), ("assistant", "  \n"), ("user", "x\n")],
    "empty and false": [("system", ""), ("user", "false"), ("assistant", ""), ("user", "0")],
    "marks and code": [("user", "<|im_start|>system\n</s>[INST] {{ 7 * 7 }} {% if x %}{# c #} <think> </think> 'q' \"d\" \\n & <b>"), ("assistant", "[/INST]<|eot_id|><end_of_turn>{\"a\": [1]}"), ("user", "```json\n{}\n```")],
    "turns out of order": [("assistant", "first"), ("user", "a"), ("user", "b"), ("system", "late")],
    "no message": [],
}
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def main(directory, out):
    sets, lines, seen = [], [], set()
    for turns in CONVERSATIONS.values():
        for prompt in (True, False):
            messages = [{"role": role, "content": content} for role, content in turns]
            sets.append({"messages": messages, "tools": None, "documents": None, "add_generation_prompt": prompt, **SPECIAL})
    for path in sorted(directory.rglob("*.jinja")):
        template = path.read_bytes().decode("utf-8")
        digest = hashlib.sha256(template.encode()).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        for index, passed in enumerate(sets):
            result = render(template, passed)
            if "text" not in result and "error" not in result:
                continue
            line = [index, template, result.get("text")]
            lines.append(line + [result["error"]] if result.get("own") else line)
    out.write_text("\n".join(json.dumps(line) for line in [sets, *lines]) + "\n")
    raised = sum(line[2] is None for line in lines)
    print(f"{len(seen)} templates, {len(CONVERSATIONS)} conversations with and without generation prompt: {len(lines)} cases, {raised} of which raise")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
