package io.quern.scheduler.recovery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.runtime.SystemClock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStorageTest {
    @TempDir
    private Path temporary;

    @Test
    void folderAndFilesAreForTheirOwnerAlone() throws IOException {
        Path folder = temporary.resolve("a/b");
        try (JournalStorage storage = open(folder)) {
            write(storage, "log", "hello");
            assertThat(storage.names()).containsExactlyInAnyOrder("lock", "holder", "log");
            assertThat(mode(folder)).isEqualTo("rwx------");
            assertThat(mode(folder.getParent())).isEqualTo("rwx------");
            for (String name : storage.names()) {
                assertThat(mode(folder.resolve(name))).isEqualTo("rw-------");
            }
            assertThat(storage.usableBytes()).isPositive();
        }
    }

    @Test
    void whatIsWrittenIsReadFromAnyPlace() throws IOException {
        try (JournalStorage storage = open(temporary.resolve("journal"))) {
            write(storage, "log", "hello world");
            storage.force();
            try (JournalStorage.Input input = storage.open("log")) {
                ByteBuffer some = ByteBuffer.allocate(5);
                input.read(6, some);
                assertThat(new String(some.array(), StandardCharsets.UTF_8)).isEqualTo("world");
                assertThat(input.sizeBytes()).isEqualTo(11);
                assertThatThrownBy(() -> input.read(8, ByteBuffer.allocate(5)))
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("log ends at byte 11");
            }
            assertThatThrownBy(() -> storage.create("log")).isInstanceOf(FileAlreadyExistsException.class);
            write(storage, "draft", "new");
            storage.rename("draft", "log");
            storage.delete("never there");
            assertThat(temporary.resolve("journal/log")).hasContent("new");
        }
    }

    @Test
    void aSecondSchedulerOfTheSameProcessIsRefusedAndDoesNotBreakTheLock() throws IOException {
        Path folder = temporary.resolve("journal");
        try (JournalStorage _ = open(folder)) {
            String self = "process " + ProcessHandle.current().pid() + " on ";
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> open(folder))
                        .isInstanceOf(JournalException.class)
                        .hasMessageContaining("the journal in " + folder + " is held by " + self)
                        .hasMessageContaining(", since 20")
                        .hasMessageContaining("stop that scheduler, or give this one another folder");
            }
        }
        open(folder).close();
        assertThat(folder.resolve("holder")).doesNotExist();
    }

    @Test
    void whatADeadHolderLeftIsNoHindrance() throws IOException {
        Path folder = temporary.resolve("journal");
        open(folder).close();
        Files.writeString(folder.resolve("holder"), "process 1 on elsewhere, since 1999");
        try (JournalStorage _ = open(folder)) {
            assertThat(folder.resolve("holder"))
                    .content()
                    .contains("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aFolderThatOthersMayUseIsRefused() throws IOException {
        Path folder = Files.createDirectory(
                temporary.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the folder " + folder + " has the mode rwxr-x---")
                .hasMessageContaining("chmod 700 " + folder);
    }

    @Test
    void aPlaceThatIsNoFolderIsNamed() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the folder " + file + " cannot hold a journal: FileAlreadyExistsException");
    }

    private static JournalStorage open(Path folder) {
        return FolderStorage.open(folder, new SystemClock());
    }

    private static void write(JournalStorage storage, String name, String text) throws IOException {
        try (JournalStorage.Output output = storage.create(name)) {
            output.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            output.force();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
