"""One tool on one mesh: run in its child, read back and judged in another."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.judge.worker import Worker

FACES_APART = 5e-3  # share: how far our own claim about the missing surface may be from the judge's
P99_APART = 1e-3  # of the diagonal: likewise for the 99th percentile of the deviation


@dataclass
class Trial:
    """What a tool did to a mesh and what the judge says of it. ``failure`` stands where there is no result."""

    tool: str
    seconds: float = 0.0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_mb: float = 0.0
    failure: str = ""
    verdict: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    colors: dict[str, Any] | None = None

    @property
    def printable(self) -> bool:
        return bool(self.verdict.get("printable"))

    @property
    def good(self) -> bool:
        """Printable and faithful."""
        return self.printable and bool(self.verdict["faithful"])

    @property
    def reason(self) -> str:
        """Why it is not good, in words."""
        if self.failure:
            return self.failure
        said = list(self.verdict["faults"])
        if self.verdict["missing"] > 0.01:
            worst = f"worst {self.verdict['worst']:.2%} of the diagonal away"
            said.append(f"{self.verdict['missing']:.2%} of the visible surface missing ({worst})")
        if self.verdict["strays"] > 0.01:
            said.append(f"{self.verdict['strays']:.2%} strays")
        return "; ".join(said)

    @property
    def broken_claims(self) -> list[str]:
        """Where our own report and the judge disagree. A false "printable" is a bug; the others are to be looked at."""
        if self.failure or not self.said:
            return []
        blocking = [
            check["id"]
            for check in self.said["after"]["checks"]
            if check["severity"] == "blocks" and (check["count"] or not check["ran"])
        ]
        claims = []
        if self.said["after"]["printable"] and not self.printable:
            claims.append(f"FALSE CLAIM of printable: {'; '.join(self.verdict['faults'])}")
        if blocking not in ([], ["size"]) and self.printable:
            claims.append(f"called unprintable ({', '.join(blocking)}), the judge finds it printable")
        deviation = self.said["deviation_mm"]
        missing = deviation.get("missing_share")
        if missing is not None and abs(missing - self.verdict["missing"]) > FACES_APART:
            claims.append(
                f"says {missing:.2%} of the visible surface is missing, the judge {self.verdict['missing']:.2%}"
            )
        diagonal = self.verdict["diagonal"]
        if deviation["p99"] < (self.verdict["p99"] - P99_APART) * diagonal:
            claims.append(f"says p99 {deviation['p99']:.3f} mm, the judge {self.verdict['p99'] * diagonal:.3f} mm")
        return claims


@dataclass
class Court:
    """The children that repair and judge.

    dust_mm3, dust_share  what the print process allows to be removed
    unsized               our repair is not told the height
    """

    ours: Worker
    judge: Worker
    peers: dict[str, Worker]
    height_mm: float
    process: str | None
    dust_mm3: float
    dust_share: float
    unsized: bool

    def prepare(self, file: Path, given: Path) -> dict[str, Any]:
        """Write the welded input that all tools get; says ``error`` where the file cannot be opened."""
        told = self.ours.call("prepare", file=str(file), out=str(given), height_mm=self.height_mm)
        return dict(told.get("answer") or told)

    def try_ours(self, file: Path, given: Path, result: Path) -> Trial:
        """The command line's ``repair FILE RESULT.3mf``."""
        function = "repair_unsized" if self.unsized else "repair"
        told = self.ours.call(function, file=str(file), out=str(result), height_mm=self.height_mm, process=self.process)
        trial = Trial("ours", wall_s=told["wall_s"], cpu_s=told["cpu_s"], peak_mb=told["peak_mb"])
        said = told.get("answer", {}).get("said", {"error": told.get("error")})
        if "error" in said:
            trial.failure, trial.seconds = str(said["error"]), told["wall_s"]
            return trial
        trial.said, trial.seconds = said, said["seconds"]
        self._hear(trial, given, result)
        if said["before"]["color"] != "none":
            trial.colors = self.judge.call("colors", source=str(file), given=str(given), result=str(result)).get(
                "answer"
            )
        return trial

    def try_peer(self, tool: str, given: Path, result: Path) -> Trial:
        """A peer on the welded input."""
        told = self.peers[tool].call("repair", tool=tool, file=str(given), out=str(result))
        trial = Trial(tool, wall_s=told["wall_s"], cpu_s=told["cpu_s"], peak_mb=told["peak_mb"])
        if "error" in told:
            trial.failure, trial.seconds = told["error"], told["wall_s"]
            return trial
        trial.seconds = told["answer"]["seconds"]
        self._hear(trial, given, result)
        return trial

    def crossings(self, given: Path) -> dict[str, Any] | None:
        """See :func:`tests.bench.judge.verdicts.crossings`."""
        return self.judge.call("crossings", given=str(given)).get("answer")

    def _hear(self, trial: Trial, given: Path, result: Path) -> None:
        told = self.judge.call(
            "verdict", given=str(given), result=str(result), dust_mm3=self.dust_mm3, dust_share=self.dust_share
        )
        if "error" in told:
            trial.failure = f"the judge could not read the result: {told['error']}"
        else:
            trial.verdict = told["answer"]
