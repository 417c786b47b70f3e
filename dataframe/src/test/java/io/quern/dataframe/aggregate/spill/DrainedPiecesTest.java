package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a table that is refused memory hands over at once.
class DrainedPiecesTest {
    private static final int PIECE_BYTES = 1 << 17;

    @Test
    void piecesOfLargeStatesHaveFewGroups() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), AggregatedRows.sketch(), count());
        List<Partition> partials = AggregatedRows.visits(spec, 2, 300, random -> "page " + random.nextInt(1_000), 300);

        List<Batch> pieces = pieces(spec, partials);

        assertThat(pieces).hasSizeGreaterThan(20).allSatisfy(piece -> assertThat(
                        piece.columns().get(1).retainedBytes())
                .isLessThanOrEqualTo(PIECE_BYTES + AggregatedRows.SKETCH_BYTES));
    }

    private static List<Batch> pieces(AggregationSpec spec, List<Partition> partials) {
        try (MergeAggregator table = new MergeAggregator(spec, AggregatedRows.VISITS)) {
            partials.forEach(table::add);
            List<Batch> pieces = new ArrayList<>();
            table.drain(pieces::add);
            return pieces;
        }
    }
}
