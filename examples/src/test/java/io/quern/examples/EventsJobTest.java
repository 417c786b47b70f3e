package io.quern.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quern.client.SynchronousRunner;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import io.quern.dataframe.Frames;
import io.quern.dataframe.output.OutputSummary;
import io.quern.examples.events.EventsGenerator;
import io.quern.examples.events.EventsOptions;
import io.quern.examples.events.EventsProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsJobTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("quern.root"));

    private final Frames frames = Frames.on(new SynchronousRunner(
            new JobIdSource(new SystemClock(), new Random()), EventsJobTest.class.getClassLoader()));

    @TempDir
    Path root;

    @Test
    void jobFitsOnAPage() {
        assertThat(CHECKOUT.resolve("examples/src/main/java/io/quern/examples/EventsJob.java"))
                .content()
                .satisfies(text -> assertThat(text.lines().count()).isLessThanOrEqualTo(40));
    }

    @Test
    void sampleGivesTheExpectedGroups() throws SQLException {
        Path sample = CHECKOUT.resolve("examples/src/test/resources/events-sample");
        OutputSummary written = EventsJob.pageHours(
                        frames, sample.resolve("input").toString())
                .writeJson(root.resolve("out").toString());
        try (PageHours groups = new PageHours()) {
            assertThat(groups.differences(
                            groups.ofJson(root.resolve("out") + "/*.jsonl"),
                            groups.ofJson(sample + "/expected.jsonl.gz")))
                    .isEmpty();
            assertThat(groups.count(groups.ofJson(sample + "/expected.jsonl.gz")))
                    .isEqualTo(written.rows());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed-1m", "rich-240k"})
    void publishedDataGivesTheExpectedGroups(String name) throws SQLException {
        Path data = sharedData().resolve(name);
        assumeThat(data)
                .as("the shared data, which a clone alone does not have")
                .exists();
        EventsJob.pageHours(frames, data.resolve("input").toString())
                .writeJson(root.resolve("out").toString());
        try (PageHours groups = new PageHours()) {
            assertThat(groups.differences(
                            groups.ofJson(root.resolve("out") + "/*.jsonl"),
                            groups.ofJson(data + "/expected.jsonl.gz")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(EventsProfile.class)
    void generatedDataGivesWhatDuckDbGives(EventsProfile profile) throws Exception {
        generate(profile, 30_000);
        OutputSummary written = EventsJob.pageHours(frames, events())
                .writeJson(root.resolve("out").toString());
        try (PageHours groups = new PageHours()) {
            String expected = groups.ofEvents(events());
            assertThat(groups.differences(groups.ofJson(root.resolve("out") + "/*.jsonl"), expected))
                    .isEmpty();
            assertThat(written.rows()).isEqualTo(groups.count(expected));
        }
    }

    @Test
    void customAggregationsGiveTheSame() throws Exception {
        generate(EventsProfile.RICH, 5_000);
        assertThat(EventsJobCustom.pageHours(frames, events()).collect())
                .isEqualTo(EventsJob.pageHours(frames, events()).collect())
                .isNotEmpty();
    }

    @Test
    void planReadsAndGroupsInOnePassAndWritesWhatTheTreeLeaves() throws Exception {
        generate(EventsProfile.SEED, 2_400);
        assertThat(EventsJob.pageHours(frames, events()).explain()).isEqualTo("""
                == Logical plan ==
                Project [concatWith('|', url, customer, ts) as _id, customer, url, ts, struct(page_views, visitors) as metrics, referrers]
                  Aggregate by [customer, url, ts]: count() as page_views, countDistinct(session_id) as visitors, countValues(referrer) as referrers
                    Project [url, referrer, session_id, floor(ts, hours) as ts, year, month, day, hour, customer]
                      Parquet: 24 files [url, referrer, session_id, ts, year, month, day, hour, customer]
                == Optimised plan ==
                Project [concatWith('|', url, customer, ts) as _id, customer, url, ts, struct(page_views, visitors) as metrics, referrers]
                  Aggregate by [customer, url, ts]: count() as page_views, countDistinct(session_id) as visitors, countValues(referrer) as referrers
                    Project [url, referrer, session_id, floor(ts, hours) as ts, customer]
                      Parquet: 24 files [url, referrer, session_id, ts, customer]
                == Physical plan ==
                stage 0: read+floor+aggregate-chunk, 24 tasks
                stage 1: plan-reduce, 1 task, measures all of stage 0
                stage 2: merge or tree-reduce, planned when the results of stage 0 are measured: merged at once if all \
                take at most 8 MiB, else by a tree with fan-in 2 to 8
                stage 3: transform, 1 task, each after its own of stage 2
                """);
    }

    /// `shared/data/events` beside the checkout or further up.
    private static Path sharedData() {
        for (Path folder = CHECKOUT.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared/data/events");
            if (Files.exists(data)) {
                return data;
            }
        }
        return CHECKOUT.resolveSibling("shared/data/events");
    }

    private void generate(EventsProfile profile, long rows) throws InterruptedException {
        int customers = profile == EventsProfile.SEED ? 1 : 3;
        new EventsGenerator(new EventsOptions(rows, 1, customers, profile, 5, Path.of(events()))).generate();
    }

    private String events() {
        return root.resolve("events").toString();
    }
}
