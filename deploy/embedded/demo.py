"""`make demo`: one report through every service, each fact printed as it happens."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from deploy.demo import photos, steps
from deploy.demo.person import Person
from deploy.demo.settling import settled
from deploy.embedded import secrets
from deploy.embedded.assembly import System, embedded, prepare
from deploy.embedded.first_start import furnish
from services.chassis.bus import Outgoing
from services.chassis.envelope import decode
from services.chassis.local_bus import LocalBus


async def show(city: Path) -> None:
    """Drive one general case from the first photo to the ledger, in a city of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = secrets.keep(folder)
        print("Building a city for one case")
        await prepare(folder, kept)
        bus = PrintingBus()
        async with embedded(folder, kept, bus=bus) as system:
            people = await furnish(system, city, kept.password)
            await settled(system)
            bus.is_quiet = False
            await _live(system, people)


async def _live(system: System, people: dict[str, Person]) -> None:
    print("\n站前街道的采集员拍照上报  an inspector reports with a photo")
    case_id = await steps.report(
        people["inspector-zqj"],
        description="小区门口路面散落生活垃圾，塑料袋和纸箱无人清理",
        address="站前街道中央大街18号附近",
        longitude=123.8972,
        latitude=41.8587,
        pictures=(photos.street(7, solved=False),),
    )
    await settled(system)
    print("\n审核员核实并立案  a reviewer approves")
    await steps.approve(people["reviewer1"], case_id, category_code="06010")
    case = await people["reviewer1"].wait_for(steps.dispatched(case_id))
    listed = await steps.organisations(people["admin"])
    await settled(system)
    [holder] = [each for each in listed if each["id"] == case["organisation_id"]]
    print(f"\n案件 {case['number']} 由处置员整改  the handler rectifies")
    await steps.rectify(
        people[f"handler-{holder['number_prefix'].lower()}"],
        case_id,
        "已清运全部垃圾并冲洗地面",
        photos.street(7, solved=True),
    )
    await settled(system)
    print("\n核查员核查  the verifier checks")
    await steps.verify(people["verifier1"], case_id)
    await settled(system)
    print("\n牵头部门销号  the lead department approves")
    await steps.close(people["lead1"], case_id)
    await people["observer1"].wait_for(
        f"/api/ledger/cases/{case_id}", stage="closed", comparison_ready=True
    )
    await settled(system)
    entries = await people["observer1"].wait_for(f"/api/ledger/entries/{case_id}")
    entry = entries[0] if isinstance(entries, list) else entries["items"][0]
    print(f"\n台账 ledger entry {entry['seq']} of chain {entry['chain']}: {entry['hash']}")


class PrintingBus(LocalBus):
    """Prints every fact that everybody has taken in, once it is asked to."""

    is_quiet = True

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        results = await super().publish(messages)
        for message, failure in zip(messages, results, strict=True):
            if failure is None and message.work is None and not self.is_quiet:
                fact = decode(message.body)
                print(f"  {fact.type:<42} v{fact.version:<3} {fact.subject}", flush=True)
        return results
