package io.quern.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    @TempDir
    private Path folder;

    @Test
    void blobsAreFilesNamedByTheirHashForTheirOwnerAlone() throws IOException {
        Path inside = folder.resolve("code");
        byte[] content = content(1);
        try (BlobStore store = BlobStore.open(inside, 1_000)) {
            assertThat(store.find(CodeHash.of(content))).isEmpty();
            put(store, content);
            Path file = store.find(CodeHash.of(content)).orElseThrow();
            assertThat(file).hasBinaryContent(content).hasFileName(CodeHash.of(content) + ".blob");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
                    .isEqualTo("rwx------");
            assertThat(store.read(CodeHash.of(content), 90, 50).bytes()).hasSize(10);
            assertThat(store.read(CodeHash.of(content), 200, 50).bytes()).isEmpty();
            assertThatThrownBy(() -> store.read(CodeHash.of(content(2)), 0, 1))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("is not stored here");
        }
    }

    @Test
    void whatAnEarlierProcessStoredIsFoundAgainUnlessItWasChanged() throws IOException {
        try (BlobStore store = BlobStore.open(folder, 1_000)) {
            put(store, content(1));
            put(store, content(2));
        }
        Files.write(folder.resolve(CodeHash.of(content(2)) + ".blob"), content(3));
        Files.write(folder.resolve("draft-left-behind.tmp"), content(4));
        try (BlobStore store = BlobStore.open(folder, 1_000)) {
            assertThat(store.find(CodeHash.of(content(1)))).isPresent();
            assertThat(store.find(CodeHash.of(content(2)))).isEmpty();
            assertThat(files()).containsExactlyInAnyOrder("lock", CodeHash.of(content(1)) + ".blob");
        }
    }

    @Test
    void contentThatIsNotTheNamedOneIsRefusedAndLeavesNothing() throws IOException {
        try (BlobStore store = BlobStore.open(folder, 100)) {
            CodeSet.Blob wanted = new CodeSet.Blob(CodeHash.of(content(1)), 100);
            try (BlobDraft draft = store.begin(wanted)) {
                draft.write(content(2));
                assertThatThrownBy(draft::complete)
                        .isInstanceOf(QuernException.class)
                        .hasMessageContaining(
                                "the blob " + wanted.hash() + " arrived with the content " + CodeHash.of(content(2)));
            }
            assertThat(store.find(wanted.hash())).isEmpty();
            assertThat(files()).containsExactly("lock");
            put(store, content(1));
            assertThat(store.find(wanted.hash())).isPresent();
        }
    }

    @Test
    void theLongestUnusedBlobThatNobodyHoldsMakesRoom() throws IOException {
        try (BlobStore store = BlobStore.open(folder, 250)) {
            List<CodeHash> first = List.of(put(store, content(1)));
            store.hold(first);
            CodeHash second = put(store, content(2));
            CodeHash third = put(store, content(3));
            assertThat(store.find(second)).isEmpty();
            assertThat(store.find(first.getFirst())).isPresent();
            store.hold(List.of(third));
            assertThatThrownBy(() -> put(store, content(4)))
                    .isInstanceOf(QuernException.class)
                    .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.RESOURCES))
                    .hasMessageContaining(
                            "no room for a jar of 100 bytes: the code of running jobs takes 200 of at most "
                                    + "250 bytes")
                    .hasMessageContaining("code.store-max");
            store.release(first);
            put(store, content(4));
            assertThat(store.find(first.getFirst())).isEmpty();
            assertThat(store.find(third)).isPresent();
        }
    }

    @Test
    void aFolderBelongsToOneProcessAtATime() {
        try (BlobStore _ = BlobStore.open(folder, 100)) {
            assertThatThrownBy(() -> BlobStore.open(folder, 100))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining(folder + " for code of programs is in use by another process; give each");
        }
        BlobStore.open(folder, 100).close();
        Path file = folder.resolve("lock");
        assertThatThrownBy(() -> BlobStore.open(file.resolve("x"), 100))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot keep code of programs in the folder " + file);
    }

    static byte[] content(int seed) {
        byte[] bytes = new byte[100];
        java.util.Arrays.fill(bytes, (byte) seed);
        return bytes;
    }

    private static CodeHash put(BlobStore store, byte[] content) throws IOException {
        CodeSet.Blob blob = new CodeSet.Blob(CodeHash.of(content), content.length);
        try (BlobDraft draft = store.begin(blob)) {
            draft.write(content);
            draft.complete();
        }
        return blob.hash();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
