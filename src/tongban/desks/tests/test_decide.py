"""What an organ says: agree, refuse, ask for everything to be corrected; and nothing typed is ever lost."""

import pytest
from django.apps import apps

from tongban.approvals import public as approvals
from tongban.desks.tests.acts import address, apply_for_a_restaurant, browser_of, judged, text_of, track_of
from tongban.identity import public as identity


def state_of(track):
    return approvals.get_track(track.code, seen_by=identity.person("zhao")).state


def test_agreeing_leads_to_the_next_most_urgent(zhao, track):
    apply_for_a_restaurant()
    first = track_of("zhao")

    answer = zhao.post(address(first, "opinion/"), judged(first, opinion="agree"))

    assert answer["Location"] == f"/desk/{first.following}/?done=agree&was={first.code}"
    assert state_of(first) == "agreed"
    assert "已通过，结果正在送达申请人" in text_of(zhao.get(answer["Location"]))


def test_after_the_last_one_comes_the_queue(zhao, track):
    answer = zhao.post(address(track, "opinion/"), judged(track, opinion="agree"))

    assert answer["Location"].startswith("/desk/?done=agree")


def test_all_defects_are_told_at_once(zhao, track):
    fault = track.points[0]
    marked = judged(track) | {f"judge-{fault}": "to_correct", f"words-{fault}": "请补画二次更衣区", "opinion": "return"}

    zhao.post(address(track, "opinion/"), marked)

    assert state_of(track) == "returned"
    assert "请补画二次更衣区" in text_of(zhao.get(address(track)))


def test_a_point_without_a_judgement_is_named_and_everything_typed_comes_back(zhao, track):
    first, second, *_ = track.points
    typed = {f"judge-{first}": "to_correct", f"words-{first}": "我写的话", "opinion": "agree"}

    answer = zhao.post(address(track, "opinion/"), typed)

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'href="#point-{second}"' in page
    assert f'href="#point-{first}"' not in page
    assert "我写的话" in page
    assert state_of(track) == "open"


def test_a_fault_without_words_comes_back_with_the_usual_wording(zhao, track):
    fault = track.points[0]

    answer = zhao.post(
        address(track, "opinion/"), judged(track) | {f"judge-{fault}": "to_correct", "opinion": "return"}
    )

    assert answer.status_code == 422
    assert f'href="#words-{fault}"' in text_of(answer)
    assert f'id="words-{fault}"' in text_of(answer)
    assert "></textarea>" not in text_of(answer).split(f'id="words-{fault}"')[1][:600]


def test_agreeing_against_a_fault_is_refused(zhao, track):
    fault = track.points[0]
    marked = judged(track) | {f"judge-{fault}": "does_not_fit", f"words-{fault}": "面积不够", "opinion": "agree"}

    answer = zhao.post(address(track, "opinion/"), marked)

    assert answer.status_code == 422
    assert "就不能通过" in text_of(answer)


def test_a_refusal_needs_its_reasons(zhao, track):
    answer = zhao.post(address(track, "opinion/"), judged(track, opinion="disagree"))

    assert answer.status_code == 422
    assert 'href="#words"' in text_of(answer)

    zhao.post(address(track, "opinion/"), judged(track, opinion="disagree", words="不符合第三十三条"))
    assert state_of(track) == "disagreed"


@pytest.mark.parametrize("opinion", ["", "approve", "withdrawn"])
def test_an_opinion_that_does_not_exist_is_asked_again(zhao, track, opinion):
    assert zhao.post(address(track, "opinion/"), judged(track, opinion=opinion)).status_code == 422
    assert state_of(track) == "open"


def test_who_comes_too_late_is_told_and_keeps_what_they_typed(zhao, track):
    zhao.post(address(track, "opinion/"), judged(track, opinion="agree"))

    late = judged(track) | {f"judge-{track.points[0]}": "to_correct", f"words-{track.points[0]}": "晚到的话"}
    answer = zhao.post(address(track, "opinion/"), late | {"opinion": "return"})

    assert answer.status_code == 409
    assert "没有再记一次" in text_of(answer)
    assert "晚到的话" in text_of(answer)
    assert state_of(track) == "agreed"


def test_a_correction_after_acceptance_is_not_possible_and_says_so(zhao, track):
    zhao.post(address(track, "accept/"))
    fault = track.points[0]
    marked = judged(track) | {f"judge-{fault}": "to_correct", f"words-{fault}": "太晚了", "opinion": "return"}

    answer = zhao.post(address(track, "opinion/"), marked)

    assert answer.status_code == 409
    assert "太晚了" in text_of(answer)
    assert state_of(track) == "open"


def test_nothing_is_granted_on_a_result_that_was_recalled_and_it_is_said_why(zhao, track):
    Case = apps.get_model("cases", "Case")
    other = Case.objects.exclude(item="").exclude(number=track.subject).first()
    Case.objects.filter(number=track.subject).update(waits_for=[other.number])

    answer = zhao.post(address(track, "opinion/"), judged(track, opinion="agree"))

    assert answer.status_code == 409
    assert "正在重新审查" in text_of(answer)
    assert state_of(track) == "open"


def test_nobody_else_decides(submitted, track):
    assert browser_of("qian").post(address(track, "opinion/"), judged(track, opinion="agree")).status_code == 404
    assert browser_of("lin").post(address(track, "opinion/"), judged(track, opinion="agree")).status_code == 404
    assert browser_of("shen").post(address(track, "opinion/"), judged(track, opinion="agree")).status_code == 403
    assert state_of(track) == "open"


def test_looking_decides_nothing(zhao, track):
    assert zhao.get(address(track, "opinion/")).status_code == 405
    assert zhao.get(address(track, "accept/")).status_code == 405
