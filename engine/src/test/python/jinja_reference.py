"""jinja2 as transformers configures it for chat templates, and what a template gives there."""

import copy
import datetime
import re
import signal

from transformers.utils import chat_template_utils

OBJECT = re.compile(r" at 0x|<class '|<bound method|<built-in|[\d.]j\)", re.I)  # an address, a class, a complex number
NOW = datetime.datetime(2024, 3, 5, 7, 8, 9, 123456)


class FixedTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


chat_template_utils.datetime = FixedTime


def render(template, passed):
    """{"text": ...}, or {"error": message} where jinja2 raises; {} where the text is not worth having."""
    signal.alarm(10)
    try:
        compiled = chat_template_utils._compile_jinja_template(template)
        text = compiled.render(**copy.deepcopy(passed))  # a filter or two change a list
    except Exception as e:
        return {"error": str(e), "own": type(e).__name__ == "TemplateError"}
    finally:
        signal.alarm(0)
    if OBJECT.search(text):
        return {}
    return {"text": text}
