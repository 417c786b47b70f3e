package io.quern.worker.memory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.config.MemorySettings;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.worker.memory.decision.MemoryEvent.DiskTried;
import io.quern.worker.memory.decision.MemoryEvent.FetchEnded;
import io.quern.worker.memory.decision.MemoryEvent.FetchWanted;
import io.quern.worker.memory.decision.MemoryEvent.HeapMeasured;
import io.quern.worker.memory.decision.MemoryEvent.InputsLoaded;
import io.quern.worker.memory.decision.MemoryEvent.InputsWanted;
import io.quern.worker.memory.decision.MemoryEvent.ReservedChanged;
import io.quern.worker.memory.decision.MemoryEvent.ResultDropped;
import io.quern.worker.memory.decision.MemoryEvent.ResultKept;
import io.quern.worker.memory.decision.MemoryEvent.ResultLoaded;
import io.quern.worker.memory.decision.MemoryEvent.ResultPinned;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryEvent.ResultUnpinned;
import io.quern.worker.memory.decision.MemoryEvent.RoomWanted;
import io.quern.worker.memory.decision.MemoryEvent.RunEnded;
import io.quern.worker.memory.decision.MemoryEvent.RunRested;
import io.quern.worker.memory.decision.MemoryEvent.SpillFailed;
import io.quern.worker.memory.decision.MemoryEvent.TimePassed;
import io.quern.worker.memory.decision.MemoryInstruction.AdmitInputs;
import io.quern.worker.memory.decision.MemoryInstruction.BeginFetch;
import io.quern.worker.memory.decision.MemoryInstruction.SetIntake;
import io.quern.worker.memory.decision.MemoryInstruction.SpillResult;
import io.quern.worker.memory.decision.MemoryInstruction.TryDisk;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryMachineTest {
    private static final long SECOND = 1_000_000_000L;

    /// Of 1,000,000: spills from 600,000, harder from 700,000, pauses from 800,000.
    private final MemoryMachine machine =
            new MemoryMachine(MemoryLimits.of(1_000_000, 1_000_000, MemorySettings.DEFAULT, 2));

    @Test
    void theResultUnusedForLongestIsSpilledOneAtATimeAndSeveralWhereItPresses() {
        keep(0, 250_000);
        keep(1, 250_000);
        tell(new ResultPinned(run(0)));
        tell(new ResultUnpinned(run(0)));
        assertThat(keep(2, 110_000)).containsExactly(new SpillResult(run(1)));
        assertThat(keep(3, 80_000)).as("what is being written counts as gone").isEmpty();
        assertThat(tell(new ResultSpilled(run(1)))).isEmpty();
        assertThat(machine.onDiskBytes()).isEqualTo(250_000);
        assertThat(machine.inMemoryBytes()).isEqualTo(440_000);

        assertThat(tell(new HeapMeasured(340_000))).containsExactly(new SpillResult(run(0)));
        assertThat(tell(new HeapMeasured(500_000))).containsExactly(new SpillResult(run(2)), new SetIntake(true));
    }

    @Test
    void whatIsOnTheDiskTooIsLetGoFirstAndAlthoughTheDiskTakesNoMore() {
        keep(0, 350_000);
        assertThat(keep(1, 300_000)).containsExactly(new SpillResult(run(0)));
        tell(new ResultSpilled(run(0)));
        tell(new ResultPinned(run(0)));
        assertThat(tell(new ResultLoaded(run(0)))).containsExactly(new SpillResult(run(1)));
        assertThat(tell(new SpillFailed(run(1), "no space left", SECOND))).isEmpty();
        assertThat(machine.canMakeRoom()).isFalse();

        assertThat(tell(new ResultUnpinned(run(0)))).containsExactly(new SpillResult(run(0)));

        assertThat(machine.canMakeRoom()).isTrue();
        tell(new ResultSpilled(run(0)));
        assertThat(machine.inMemoryBytes()).isEqualTo(300_000);
        assertThat(machine.spillProblem()).as("nothing was written").isEqualTo("no space left");
    }

    @Test
    void neitherActorsNorInputsOfRunsNorSmallResultsAreSpilled() {
        tell(new ResultKept(run(0), 350_000, false));
        keep(1, 240_000);
        machine.handle(new ResultPinned(run(1)));
        keep(2, MemoryLimits.SPILLED_BYTES_MIN - 1);
        assertThat(keep(3, 100_000)).contains(new SpillResult(run(3)));
        assertThat(tell(new ResultSpilled(run(3)))).isEmpty();
        assertThat(machine.canMakeRoom()).isFalse();
        assertThat(tell(new HeapMeasured(20_000))).as("nothing can be let go").isEmpty();
        assertThat(tell(new ResultUnpinned(run(1)))).as("the run has ended").containsExactly(new SpillResult(run(1)));
    }

    @Test
    void largeResultsTakeWholeRegionsOfTheHeap() {
        MemoryMachine regions = new MemoryMachine(
                MemoryLimits.of(1_000_000, 1_000_000, MemorySettings.DEFAULT, 2).withRegions(100_000));
        regions.handle(new ResultKept(run(0), 49_999, true));
        assertThat(regions.inMemoryBytes()).isEqualTo(49_999);
        regions.handle(new ResultKept(run(1), 50_000, true));
        assertThat(regions.inMemoryBytes()).isEqualTo(149_999);
        regions.handle(new ResultKept(run(2), 100_001, true));
        assertThat(regions.inMemoryBytes()).isEqualTo(349_999);
        regions.check();
    }

    @Test
    void whatARunCannotGoOnWithoutMayTakeTheWholeHeap() {
        MemoryLimits limits = MemoryLimits.of(1_000_000, 1_000_000, MemorySettings.DEFAULT, 2);
        assertThat(limits.reserveMaxBytes()).isEqualTo(920_000);
        assertThat(limits.withWholeHeap(1_500_000).reserveMaxBytes()).isEqualTo(1_380_000);
        assertThat(limits.withWholeHeap(1_500_000).pauseAtBytes()).isEqualTo(limits.pauseAtBytes());
    }

    @Test
    void intakePausesAtOneShareAndGoesOnBelowAnother() {
        assertThat(tell(new ReservedChanged(800_000))).containsExactly(new SetIntake(true));
        assertThat(tell(new ReservedChanged(-90_000))).isEmpty();
        assertThat(tell(new ReservedChanged(-20_000))).containsExactly(new SetIntake(false));
        assertThat(tell(new TimePassed(SECOND, 900_000))).as("direct buffers").containsExactly(new SetIntake(true));
        assertThat(tell(new TimePassed(SECOND, 750_000))).isEmpty();
        assertThat(tell(new TimePassed(SECOND, 600_000))).containsExactly(new SetIntake(false));
    }

    @Test
    void aDiskThatIsFullIsTriedAgainAfterAWhileAndTheMarkGoes() {
        keep(0, 350_000);
        assertThat(keep(1, 350_000)).containsExactly(new SpillResult(run(0)));
        assertThat(tell(new SpillFailed(run(0), "no space left", SECOND))).isEmpty();
        assertThat(machine.spillProblem()).isEqualTo("no space left");
        assertThat(tell(new TimePassed(5 * SECOND, 0))).isEmpty();
        assertThat(tell(new TimePassed(6 * SECOND, 0))).containsExactly(new SpillResult(run(1)));
        assertThat(tell(new TimePassed(7 * SECOND, 0)))
                .as("one attempt at a time")
                .isEmpty();
        tell(new ResultSpilled(run(1)));
        assertThat(machine.spillProblem()).isEmpty();
        assertThat(machine.inMemoryBytes()).isEqualTo(350_000);
    }

    @Test
    void aDiskThatWasFullIsTriedAlsoWhereNothingIsToBeSpilled() {
        keep(0, 350_000);
        assertThat(keep(1, 350_000)).containsExactly(new SpillResult(run(0)));
        assertThat(tell(new SpillFailed(run(0), "no space left", SECOND))).isEmpty();
        assertThat(tell(new ResultDropped(run(0)))).isEmpty();
        assertThat(tell(new TimePassed(5 * SECOND, 0))).isEmpty();
        assertThat(tell(new TimePassed(6 * SECOND, 0))).containsExactly(new TryDisk());
        assertThat(tell(new TimePassed(20 * SECOND, 0))).as("one at a time").isEmpty();
        assertThat(tell(new DiskTried("still no space left", 21 * SECOND))).isEmpty();
        assertThat(machine.spillProblem()).isEqualTo("still no space left");
        assertThat(tell(new TimePassed(25 * SECOND, 0))).isEmpty();
        assertThat(tell(new TimePassed(26 * SECOND, 0))).containsExactly(new TryDisk());
        assertThat(tell(new DiskTried("", 26 * SECOND))).isEmpty();
        assertThat(machine.spillProblem()).isEmpty();
        assertThat(tell(new TimePassed(40 * SECOND, 0))).isEmpty();
    }

    @Test
    void inputsAreAdmittedInTheirOrderAndOneInAnyCase() {
        tell(new ReservedChanged(500_000));
        assertThat(tell(new InputsWanted(run(1), 400_000)))
                .as("more than there is room for, but nobody else is at work")
                .containsExactly(new AdmitInputs(run(1)), new SetIntake(true));
        assertThat(tell(new InputsWanted(run(2), 10_000))).isEmpty();
        assertThat(tell(new InputsWanted(run(3), 5_000))).as("nobody overtakes").isEmpty();
        assertThat(tell(new RunRested(run(1), true)))
                .as("it waits for others, perhaps for this one")
                .containsExactly(new AdmitInputs(run(2)));
        assertThat(tell(new RunEnded(run(2)))).containsExactly(new AdmitInputs(run(3)));
        assertThat(tell(new InputsLoaded(run(1)))).as("they are results by now").containsExactly(new SetIntake(false));
    }

    @Test
    void resultsOfPeersAreFetchedAsThereIsRoomAndOneInAnyCase() {
        tell(new ReservedChanged(500_000));
        assertThat(tell(new FetchWanted(run(1), 200_000))).containsExactly(new BeginFetch(run(1)));
        assertThat(machine.liveBytes()).isEqualTo(700_000);
        assertThat(machine.fetchingBytes()).isEqualTo(200_000);
        assertThat(tell(new FetchWanted(run(2), 150_000))).as("it waits").isEmpty();
        assertThat(tell(new FetchWanted(run(3), 1))).as("nobody overtakes").isEmpty();

        assertThat(tell(new ResultKept(run(1), 200_000, true)))
                .as("what has come is counted once, and gives way to nobody it need not")
                .containsExactly(new SpillResult(run(1)));
        assertThat(machine.liveBytes()).isEqualTo(700_000);
        assertThat(tell(new FetchEnded(run(1))))
                .as("more than there is room for, but nothing else is fetched")
                .containsExactly(new BeginFetch(run(2)), new SetIntake(true));
        assertThat(tell(new ResultSpilled(run(1)))).containsExactly(new BeginFetch(run(3)), new SetIntake(false));
        assertThat(tell(new FetchEnded(run(2)))).as("it was not to be had").isEmpty();
        assertThat(tell(new FetchEnded(run(3)))).isEmpty();
        assertThat(machine.liveBytes()).isEqualTo(500_000);
    }

    @Test
    void whatIsFetchedMayMakeRoomOnceItHasCome() {
        tell(new FetchWanted(run(1), 500_000));
        assertThat(machine.canMakeRoom()).isTrue();
        tell(new ResultKept(run(1), 500_000, true));
        tell(new FetchEnded(run(1)));
        assertThat(tell(new RoomWanted(200_000))).containsExactly(new SpillResult(run(1)));
    }

    @Test
    void inputsFromTheDiskAndFromPeersDoNotWaitForEachOther() {
        tell(new ReservedChanged(790_000));
        assertThat(tell(new InputsWanted(run(1), 50_000)))
                .containsExactly(new AdmitInputs(run(1)), new SetIntake(true));
        assertThat(tell(new FetchWanted(run(2), 50_000))).containsExactly(new BeginFetch(run(2)));
    }

    @Test
    void aResultThatIsBackCountsAgain() {
        keep(0, 650_000);
        tell(new ResultSpilled(run(0)));
        tell(new ResultPinned(run(0)));
        tell(new InputsWanted(run(9), 650_000));
        assertThat(machine.liveBytes()).isEqualTo(650_000);
        tell(new ResultLoaded(run(0)));
        tell(new InputsLoaded(run(9)));
        assertThat(machine.liveBytes()).isEqualTo(650_000);
        assertThat(machine.onDiskBytes()).isZero();
        assertThat(tell(new ResultUnpinned(run(0)))).containsExactly(new SpillResult(run(0)));
    }

    private List<MemoryInstruction> keep(int number, long bytes) {
        return tell(new ResultKept(run(number), bytes, true));
    }

    private List<MemoryInstruction> tell(MemoryEvent event) {
        List<MemoryInstruction> instructions = machine.handle(event);
        machine.check();
        return instructions;
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
