package io.quern.dataframe.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.batch.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GroupPairsTest {
    @Test
    void everyKernelKeepsTheSamePairsWhileGroupsAndIdsGrow() {
        Seeds.run(40, random -> {
            long seed = random.nextLong();
            for (boolean isCounting : new boolean[] {false, true}) {
                for (PairKernel kernel : PairKernel.values()) {
                    check(new SplittableRandom(seed), isCounting, kernel, 300, 8, 60);
                }
            }
        });
    }

    @Test
    void automaticChangesFromCellsToHashToBitmapOrLogWithoutLosingPairs() {
        Seeds.run(2, random -> {
            check(random, false, PairKernel.AUTOMATIC, 12_000, 400, 5_000);
            check(random, true, PairKernel.AUTOMATIC, 12_000, 400, 3_000);
        });
    }

    @Test
    void aChangeOfKernelThatIsRefusedIsNotAskedForAgainBeforeTheTableGrows() {
        RandomGenerator random = new SplittableRandom(1);
        GroupPairs pairs = new GroupPairs(false, PairKernel.AUTOMATIC);
        RefusingMemory memory = new RefusingMemory();
        StateMemory counted = new StateMemory(memory);
        int rows = 1 << 14;
        int[] groups = new int[rows];
        int[] ids = new int[rows];
        for (int batch = 1; batch <= 60; batch++) {
            // From batch 36 on cells take no more than the rows would; the hash table has just grown.
            memory.isRefusing = batch > 34;
            Arrays.setAll(groups, _ -> random.nextInt(9_000));
            Arrays.setAll(ids, _ -> random.nextInt(4_096));
            assertThat(pairs.makeRoom(rows, 9_000, 4_096, counted)).isTrue();
            pairs.add(groups, ids, rows);
        }
        // For a whole step, and for the least.
        assertThat(memory.refused).isEqualTo(2);
    }

    @Test
    void morePairsThanALogHoldsAreRefusedLikeThoseThatThereIsNoMemoryFor() {
        GroupPairs pairs = new GroupPairs(false, PairKernel.SORTED, 3_000);
        StateMemory memory = StateMemory.unbounded();
        int[] groups = new int[1_000];
        int[] ids = new int[1_000];
        for (int batch = 0; batch < 3; batch++) {
            int first = batch * 1_000;
            Arrays.setAll(ids, i -> first + i);
            assertThat(pairs.makeRoom(1_000, 1, 5_000, memory)).isTrue();
            pairs.add(groups, ids, 1_000);
        }
        assertThat(pairs.makeRoom(1, 1, 5_000, memory)).isFalse();
        assertThat(pairs.list(0, 1).ids()).hasSize(3_000);

        memory.force(true);
        assertThatThrownBy(() -> pairs.makeRoom(1, 1, 5_000, memory))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
                .hasMessage("one task has more than 3000 distinct pairs of group and value; use more partitions");
    }

    @Test
    void pairsThatRepeatFitIntoALogHoweverManyCome() {
        GroupPairs pairs = new GroupPairs(false, PairKernel.SORTED, 3_000);
        StateMemory memory = StateMemory.unbounded();
        int[] groups = new int[1_000];
        int[] ids = new int[1_000];
        Arrays.setAll(ids, i -> i);
        for (int batch = 0; batch < 20; batch++) {
            assertThat(pairs.makeRoom(1_000, 1, 1_000, memory)).isTrue();
            pairs.add(groups, ids, 1_000);
        }
        assertThat(pairs.list(0, 1).ids()).hasSize(1_000);
    }

    private static final class RefusingMemory implements TaskMemory {
        private boolean isRefusing;
        private int refused;
        private long reserved;

        @Override
        public boolean tryReserve(long bytes) {
            if (isRefusing) {
                refused++;
                return false;
            }
            reserved += bytes;
            return true;
        }

        @Override
        public void reserve(long bytes) {
            throw new AssertionError("nothing has to be there");
        }

        @Override
        public void release(long bytes) {
            reserved -= bytes;
        }

        @Override
        public long reservedBytes() {
            return reserved;
        }

        @Override
        public SpillFile newSpill(String what) {
            throw new AssertionError("pairs are handed on by others");
        }
    }

    /// Few pairs at first, then more groups and ids from batch to batch.
    private static void check(
            RandomGenerator random, boolean isCounting, PairKernel kernel, int rows, int groupsABatch, int idsABatch) {
        GroupPairs pairs = new GroupPairs(isCounting, kernel);
        StateMemory memory = StateMemory.unbounded();
        TreeMap<Long, Long> expected = new TreeMap<>();
        int groupCount = 0;
        for (int batch = 1; batch <= 25; batch++) {
            groupCount += random.nextInt(groupsABatch) + 1;
            int idCount = batch * idsABatch;
            int[] groups = new int[rows];
            int[] ids = new int[rows];
            for (int i = 0; i < rows; i++) {
                groups[i] = random.nextInt(groupCount);
                ids[i] = random.nextInt(idCount);
                expected.merge(PairTable.pack(groups[i], ids[i]), 1L, Long::sum);
            }
            assertThat(pairs.makeRoom(rows, groupCount, idCount, memory)).isTrue();
            pairs.add(groups, ids, rows);
        }
        GroupPairs.Listed listed = listed(pairs, groupCount, random);
        TreeMap<Long, Long> actual = new TreeMap<>();
        for (int group = 0; group < groupCount; group++) {
            for (int i = listed.offsets()[group]; i < listed.offsets()[group + 1]; i++) {
                actual.merge(PairTable.pack(group, listed.ids()[i]), isCounting ? listed.counts()[i] : 1, Long::sum);
            }
        }
        if (!isCounting) {
            expected.replaceAll((_, _) -> 1L);
        }
        assertThat(actual.equals(expected))
                .as("%s counting %s", kernel, isCounting)
                .isTrue();
    }

    /// Listed at once, or by ranges of groups.
    private static GroupPairs.Listed listed(GroupPairs pairs, int groupCount, RandomGenerator random) {
        if (random.nextBoolean()) {
            return pairs.list(0, groupCount);
        }
        pairs.end();
        GroupPairs.Listed whole = pairs.list(0, groupCount);
        int cut = random.nextInt(groupCount + 1);
        GroupPairs.Listed first = pairs.list(0, cut);
        GroupPairs.Listed second = pairs.list(cut, groupCount);
        assertThat(IntStream.concat(Arrays.stream(first.ids()), Arrays.stream(second.ids())))
                .containsExactly(Arrays.stream(whole.ids()).boxed().toArray(Integer[]::new));
        assertThat(LongStream.concat(Arrays.stream(first.counts()), Arrays.stream(second.counts())))
                .containsExactly(Arrays.stream(whole.counts()).boxed().toArray(Long[]::new));
        return whole;
    }
}
