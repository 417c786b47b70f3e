package io.quern.bench.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupDigestTest {
    @TempDir
    private Path folder;

    @Test
    void theOrderOfLinesAndKeysDoesNotMatter() throws IOException {
        Path one = write("one.json", "{\"a\":1,\"b\":{\"x\":2,\"y\":null}}\n{\"a\":2}\n");
        Path other = write("other.json", "{\"a\":2}\n{\"b\":{\"y\":null,\"x\":2},\"a\":1}\n");
        assertThat(GroupDigest.of(one)).isEqualTo(GroupDigest.of(other));
        assertThat(GroupDigest.of(one).groups()).isEqualTo(2);
    }

    @Test
    void anotherValueOrALineMoreMatters() throws IOException {
        Path one = write("one.json", "{\"a\":1}\n");
        assertThat(GroupDigest.of(write("text.json", "{\"a\":\"1\"}\n"))).isNotEqualTo(GroupDigest.of(one));
        assertThat(GroupDigest.of(write("twice.json", "{\"a\":1}\n{\"a\":1}\n")))
                .isNotEqualTo(GroupDigest.of(one));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
