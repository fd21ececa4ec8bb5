"""What the open interface says when it cannot answer: a code for programs, and how to mend it in both languages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from tongban.kernel.words import Words


class Refused(Exception):
    """The request cannot be answered. `status` is the HTTP status, `code` a word for programs."""

    def __init__(self, status: int, code: str, says: Words) -> None:
        super().__init__(says.en)
        self.status, self.code, self.says = status, code, says


def tell_refusals(api: NinjaAPI) -> None:
    """Every refusal of this interface in one shape."""
    api.exception_handler(Refused)(_refused)
    api.exception_handler(ValidationError)(_invalid)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _said(refusal.status, refusal.code, refusal.says)


def _invalid(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    """What of the address cannot be read, each by its name."""
    names = sorted({str(each["loc"][-1]) for each in trouble.errors})
    why = "; ".join(sorted({f"{each['loc'][-1]}: {each['msg']}" for each in trouble.errors}))[:600]
    says = Words(
        f"这些参数不对：{'、'.join(names)}。请按 /api/v1/openapi.json 填写。", f"{why}. See /api/v1/openapi.json."
    )
    return _said(422, "invalid_parameter", says)


def _said(status: int, code: str, says: Words) -> HttpResponse:
    body = {"code": code, "zh": says.zh, "en": says.en}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
