package io.quern.dataframe.aggregate.spill;

import static io.quern.dataframe.Aggregates.collectList;
import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.max;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.FlatBytes;
import io.quern.dataframe.batch.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a table that is refused memory hands over at once.
class DrainedPiecesTest {
    private static final int PIECE_BYTES = 1 << 17;

    @Test
    void piecesOfLargeStatesHaveFewGroups() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), AggregatedRows.sketch(), count());
        List<Partition> partials = AggregatedRows.visits(spec, 2, 300, random -> "page " + random.nextInt(1_000), 300);

        List<Batch> pieces = pieces(spec, partials);

        assertThat(pieces)
                .hasSizeGreaterThan(20)
                .allSatisfy(piece -> assertThat(piece.columns().get(1).retainedBytes())
                        .isLessThanOrEqualTo(PIECE_BYTES + AggregatedRows.SKETCH_BYTES));
    }

    @Test
    void piecesOfLongListsOfLongTextsHaveFewGroups() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), collectList("user"), count());
        String text = "a user with much to say ".repeat(40);
        List<Batch> rows = List.of(AggregatedRows.batch(IntStream.range(0, 2_000)
                .<List<@Nullable Object>>mapToObj(n -> List.of("page " + n % 500, n, text + n, 0.5))
                .toList()));

        List<Batch> pieces = pieces(spec, List.of(AggregatedRows.partial(spec, AggregatedRows.VISITS, rows)));

        int listBytes = 4 * (text.length() + 10);
        assertThat(pieces)
                .hasSizeGreaterThan(10)
                .allSatisfy(piece -> assertThat(FlatBytes.of(piece)).isLessThanOrEqualTo(PIECE_BYTES + listBytes));
    }

    @Test
    void piecesOfLongTextsHaveFewGroupsAndAWholeTableHasATextOnce() {
        AggregationSpec spec = AggregatedRows.spec(List.of("hour"), max("user"));
        String text = "a user with much to say ".repeat(400);
        List<Batch> rows = List.of(AggregatedRows.batch(IntStream.range(0, 1_000)
                .<List<@Nullable Object>>mapToObj(n -> List.of("page", n, text, 0.5))
                .toList()));
        Partition partial = AggregatedRows.partial(spec, AggregatedRows.VISITS, rows);

        List<Batch> pieces = pieces(spec, List.of(partial));

        assertThat(partial.retainedBytes()).isLessThan(50_000);
        assertThat(pieces)
                .hasSizeGreaterThan(50)
                .allSatisfy(piece -> assertThat(FlatBytes.of(piece)).isLessThanOrEqualTo(PIECE_BYTES + text.length()));
    }

    @Test
    void aRowIsCutByTheBytesOfItsElements() {
        AggregationSpec spec = AggregatedRows.spec(List.of("page"), collectList("user"), countDistinct("user"));
        String text = "a user with much to say ".repeat(40);
        Batch row = AggregatedRows.partial(
                        spec,
                        AggregatedRows.VISITS,
                        List.of(AggregatedRows.batch(IntStream.range(0, 100)
                                .<List<@Nullable Object>>mapToObj(n -> List.of("the page", n, text + n, 0.5))
                                .toList())))
                .batches()
                .getFirst();

        List<Batch> pieces = RowPieces.of(row, 1, 1_000, 5_000);

        assertThat(row.length()).isEqualTo(1);
        assertThat(pieces)
                .hasSizeGreaterThan(40)
                .allSatisfy(piece -> assertThat(FlatBytes.of(piece)).isLessThan(5_100));
        MergeAggregator merged = new MergeAggregator(spec, AggregatedRows.VISITS);
        pieces.forEach(merged::add);
        assertThat(AggregatedRows.rows(merged.whole())).isEqualTo(AggregatedRows.rows(row));
        assertThat(RowPieces.of(row, 1, 1_000, 1_000_000)).containsExactly(row);
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
