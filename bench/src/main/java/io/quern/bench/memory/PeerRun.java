package io.quern.bench.memory;

import io.quern.bench.daemon.PlacedProgram;
import io.quern.bench.daemon.PlacedProgram.Ending;
import io.quern.bench.daemon.Program;
import io.quern.bench.events.FolderTree;
import io.quern.bench.watch.PeakWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Another system's program, watched until it ends.
///
/// @param setup what all points are measured with
/// @param program what runs
/// @param who the system and its limit, for people
/// @param spill folder that it spills to
/// @param isAnswer whether a line that it writes may be its answer, which is the last one of those
record PeerRun(Setup setup, Program program, String who, Path spill, Predicate<String> isAnswer) {
    /// Runs it and reports the run.
    ///
    /// @return its answer, where it finished; empty where it gave none
    Outcome<String> run(String job) throws IOException, InterruptedException {
        FolderTree.delete(spill);
        Files.createDirectories(spill);
        PlacedProgram peer = setup.place().start(program);
        PeakWatch watch = PeakWatch.start(Map.of(program.name(), peer.process()), spill, setup.clock());
        Outcome<Boolean> ended =
                Outcome.of(() -> peer.awaitEnd(setup.longest()), setup.longest().plusMinutes(1), setup.clock());
        watch.close();
        Ending ending = peer.stop();
        List<String> said = Files.readAllLines(program.log());
        boolean hasFinished = ended.is(true) && ending.exitCode() == 0;
        String answer = said.stream().filter(isAnswer).reduce("", (_, later) -> later);
        Outcome<String> outcome = new Outcome<>(
                hasFinished ? answer : null, hasFinished ? "" : failure(ended, ending, said), ended.seconds());
        setup.report().run(job, who, outcome, watch.peaks(), watch.spilledBytes());
        FolderTree.delete(spill);
        return outcome;
    }

    private static String failure(Outcome<Boolean> ended, Ending ending, List<String> said) {
        if (!ended.is(true)) {
            return "has not ended in time";
        }
        String kernel = ending.isOomKilled() ? ", killed by the kernel for memory" : "";
        return "ended with exit code " + ending.exitCode() + kernel + ": " + reason(said);
    }

    /// The line that says why a program failed: want of memory before anything else, and the last one where none does.
    static String reason(List<String> said) {
        return first(said, line -> line.contains("OutOfMemoryError"))
                .or(() -> first(said, line -> line.contains("Exception")))
                .orElse(said.isEmpty() ? "it said nothing" : said.getLast())
                .strip();
    }

    private static Optional<String> first(List<String> said, Predicate<String> isSo) {
        return said.stream().filter(isSo).findFirst();
    }
}
