package io.quern.client.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutputTest {
    @Test
    void textShowsEachRunWithWorkerStreamAndTime() {
        TaskOutput output = new TaskOutput(
                "parse-3.17",
                List.of(
                        new RunOutput(1, "w-1", List.of(new OutputLine(OutputSource.OUT, 1_500, "reading"))),
                        new RunOutput(
                                2,
                                "w-2",
                                List.of(
                                        new OutputLine(OutputSource.ERR, 61_000, "bad row"),
                                        new OutputLine(OutputSource.GAP, 61_000, "… 1.0 GB in 9 lines left out …")))),
                List.of("worker w-3 could not be asked: gone"));
        assertThat(output.text()).isEqualTo("""
                parse-3.17, attempt 1, on w-1
                  1970-01-01T00:00:01.500Z out  reading
                parse-3.17, attempt 2, on w-2
                  1970-01-01T00:01:01Z err  bad row
                  … 1.0 GB in 9 lines left out …
                (worker w-3 could not be asked: gone)""");
        assertThat(output.lines()).containsExactly("reading", "bad row", "… 1.0 GB in 9 lines left out …");
    }

    @Test
    void silenceIsTold() {
        assertThat(new TaskOutput("parse-3.17", List.of(), List.of()).text())
                .isEqualTo("parse-3.17 has written nothing that is kept");
    }
}
