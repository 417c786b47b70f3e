package io.quern.worker.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quern.core.config.SpillSettings;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFoldersTest {
    private static final RunId RUN = new RunId(new TaskKey(new JobId(1, 2), 0, 3), 1);

    @TempDir
    private Path base;

    private SpillFolders folders;

    @BeforeEach
    void open() {
        folders = new SpillFolders(new SpillSettings(List.of(base), 1 << 20));
    }

    @AfterEach
    void close() {
        folders.close();
    }

    @Test
    void blocksComeBackByTheirPositionAndTheCounterIsTheBytesOnTheDisk() throws IOException {
        assertThat(files(base)).as("no folder before it is needed").isEmpty();
        SplittableRandom random = new SplittableRandom(1);
        try (BlockFile file = folders.create(RUN, "groups")) {
            byte[][] blocks = new byte[20][];
            long[] positions = new long[blocks.length];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = new byte[random.nextInt(10_000)];
                if (i % 2 == 0) {
                    random.nextBytes(blocks[i]);
                }
                ByteBuffer given = ByteBuffer.allocateDirect(blocks[i].length)
                        .put(blocks[i])
                        .flip();
                positions[i] = i % 3 == 0 ? file.append(given) : file.append(blocks[i]);
            }
            for (int i = blocks.length - 1; i >= 0; i--) {
                assertThat(file.read(positions[i])).isEqualTo(blocks[i]);
            }
            assertThat(folders.usedBytes()).isEqualTo(file.sizeBytes()).isEqualTo(bytesOnDisk());
            assertThat(file.sizeBytes()).as("zeros are compressed").isLessThan(110_000);
        }
        assertThat(folders.usedBytes()).isZero();
        assertThat(bytesOnDisk()).isZero();
    }

    @Test
    void nobodyElseMayEnterAndNothingIsLeft() throws IOException {
        BlockFile file = folders.create(RUN, "x");
        assumeTrue(Files.getFileStore(base).supportsFileAttributeView("posix"));
        assertThat(mode(file.path())).isEqualTo("rw-------");
        assertThat(mode(file.path().getParent())).isEqualTo("rwx------");

        folders.close();
        assertThat(files(base)).isEmpty();
        assertThatThrownBy(() -> folders.create(RUN, "y"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the worker has ended");
    }

    @Test
    void anyChangedByteIsNoticedWithFilePositionExpectedAndFound() throws IOException {
        BlockFile file = folders.create(RUN, "result a");
        byte[] contents = "some result, not very long. ".repeat(30).getBytes(StandardCharsets.UTF_8);
        try (BlockWriter out = new BlockWriter(file)) {
            out.write(contents);
        }
        file.seal();
        byte[] good = Files.readAllBytes(file.path());
        assertThat(read(file)).isEqualTo(contents);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(file.path(), bad);
            assertThatThrownBy(() -> read(file))
                    .as("byte %d", i)
                    .isInstanceOf(DamagedBlockException.class)
                    .hasMessageContaining(" of " + file.path() + " (result a) is damaged: expected ")
                    .hasMessageContaining(", found ");
        }
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file.path(), Arrays.copyOf(good, length));
            assertThatThrownBy(() -> read(file)).isInstanceOf(DamagedBlockException.class);
        }
        Files.write(file.path(), good);
        assertThat(read(file)).isEqualTo(contents);
    }

    @Test
    void someBlocksAreReadWithoutAnyOtherByteButTheHead() throws IOException {
        BlockFile file = folders.create(RUN, "parts");
        byte[] noise = new byte[900_000];
        new SplittableRandom(2).nextBytes(noise);
        int[] cuts = {0, 3, 3, 600_000, 900_000};
        long[] bounds = new long[cuts.length];
        try (BlockWriter out = new BlockWriter(file)) {
            for (int i = 0; i < cuts.length; i++) {
                bounds[i] = out.beginBlock();
                out.write(noise, cuts[i], (i + 1 < cuts.length ? cuts[i + 1] : cuts[i]) - cuts[i]);
            }
        }
        file.seal();
        assertThat(bounds[1]).as("nothing is no block").isEqualTo(bounds[2]).isGreaterThan(bounds[0]);
        assertThat(bounds[4]).isEqualTo(file.sizeBytes());
        assertThat(read(file)).isEqualTo(noise);
        byte[] good = Files.readAllBytes(file.path());
        for (int i = 0; i + 1 < cuts.length; i++) {
            byte[] others = good.clone();
            Arrays.fill(others, (int) bounds[0], (int) bounds[i], (byte) 0);
            Arrays.fill(others, (int) bounds[i + 1], others.length, (byte) 0);
            Files.write(file.path(), others);
            try (BlockReader in = file.reader(bounds[i], bounds[i + 1])) {
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(noise, cuts[i], cuts[i + 1]));
            }
        }
        Files.write(file.path(), Arrays.copyOf(good, (int) bounds[3]));
        try (BlockReader in = file.reader(bounds[3], bounds[4])) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(DamagedBlockException.class)
                    .hasMessageStartingWith("the block at " + bounds[3] + " of " + file.path());
        }
    }

    @Test
    void filesThatChangedPlacesAreNoticed() throws IOException {
        BlockFile one = folders.create(RUN, "state");
        BlockFile other = folders.create(RUN, "state");
        long position = one.append(new byte[] {1, 2, 3});
        other.append(new byte[] {4, 5, 6});
        one.seal();
        other.seal();
        Files.copy(other.path(), one.path(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(one::reader).isInstanceOf(DamagedBlockException.class);
        assertThatThrownBy(() -> one.read(position))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("spilled state cannot be read: the block at " + position);
    }

    @Test
    void theLimitIsKeptAndNamesItselfAndWhatIsLetGoMakesRoom() {
        BlockFile file = folders.create(RUN, "join-3");
        byte[] noise = new byte[700_000];
        new SplittableRandom(5).nextBytes(noise);
        long first = file.append(noise);
        long used = folders.usedBytes();
        assertThatThrownBy(() -> file.append(noise))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(
                        "cannot spill 683.6 KiB of join-3: this worker has 683.7 KiB on the disk and may have"
                                + " 1.0 MiB; raise worker.spill.size-max");
        assertThat(folders.usedBytes()).isEqualTo(used);
        assertThat(file.read(first)).isEqualTo(noise);
        file.close();
        BlockFile next = folders.create(RUN, "join-3");
        assertThat(next.append(noise)).isPositive();
    }

    @Test
    void theDiskIsTriedByABlockThatLeavesNothingBehind() {
        assertThat(folders.writeProblem()).isEmpty();
        assertThat(folders.usedBytes()).isZero();
        byte[] noise = new byte[900_000];
        new SplittableRandom(5).nextBytes(noise);
        BlockFile file = folders.create(RUN, "much");
        assertThat(file.append(noise)).isPositive();
        long used = folders.usedBytes();
        assertThat(folders.writeProblem()).contains("cannot spill 256.0 KiB of a trial", "raise worker.spill.size-max");
        assertThat(folders.usedBytes()).isEqualTo(used);
        file.close();
        assertThat(folders.writeProblem()).isEmpty();
    }

    @Test
    void aFolderThatIsRemovedIsMadeAgain() throws IOException {
        BlockFile file = folders.create(RUN, "a");
        OwnFolder.remove(file.path().getParent());
        BlockFile next = folders.create(RUN, "b");
        assertThat(next.read(next.append(new byte[] {1}))).containsExactly(1);
        file.close();
        next.close();
        assertThat(folders.usedBytes()).isZero();
    }

    @Test
    void aFolderThatCannotBeUsedIsNamedAndAnotherTakesItsPlace() throws IOException {
        Path blocked = Files.createFile(base.resolve("a-file"));
        try (SpillFolders both = new SpillFolders(new SpillSettings(List.of(blocked, base), 1 << 20));
                BlockFile file = both.create(RUN, "x")) {
            assertThat(file.path()).startsWith(base).doesNotHaveToString(blocked.toString());
        }
        try (SpillFolders none = new SpillFolders(new SpillSettings(List.of(blocked), 1 << 20))) {
            assertThatThrownBy(() -> none.create(RUN, "x"))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("cannot spill x to " + blocked)
                    .hasMessageContaining("name a folder that can be written in worker.spill.folders");
        }
    }

    @Test
    void onlyFoldersOfDeadOwnersAreRemoved() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path dead = Files.createDirectory(base.resolve("quern-spill-" + ended.pid() + "-1-x"));
        Files.write(dead.resolve("1.spill"), new byte[1_000]);
        Files.createFile(dead.resolve("owner"));
        Path otherLife = Files.createDirectory(
                base.resolve("quern-spill-" + ProcessHandle.current().pid() + "-1-x"));
        Path locked = Files.createDirectory(base.resolve("quern-spill-" + ended.pid() + "-2-x"));
        Path strange = Files.createDirectory(base.resolve("quern-spilled"));
        Path own = folders.create(RUN, "mine").path();
        Path lock = Files.createFile(locked.resolve("owner"));
        try (FileChannel held = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            assertThat(held.lock().isValid()).isTrue();
            assertThat(folders.removeDead()).isEqualTo(2);
        }
        assertThat(dead).doesNotExist();
        assertThat(otherLife).doesNotExist();
        assertThat(locked).exists();
        assertThat(strange).exists();
        assertThat(own).exists();
    }

    private static byte[] read(BlockFile file) throws IOException {
        try (BlockReader in = file.reader()) {
            return in.readAllBytes();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path file : files(base)) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder)).toList();
        }
    }
}
