package io.quern.dataframe.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiscoveryTest {
    private final FileDiscovery discovery = new FileDiscovery("Parquet", List.of(".parquet"));

    @TempDir
    Path root;

    @BeforeEach
    void makeFiles() throws IOException {
        file("events/hour=00/customer=b.com/part-1.gz.parquet");
        file("events/hour=00/customer=a.com/part-0.gz.parquet");
        file("events/hour=01/customer=a.com/part-0.gz.parquet");
        file("events/_SUCCESS");
        file("events/.hidden.parquet");
        file("events/_temporary/hour=00/customer=a.com/part-9.parquet");
    }

    @Test
    void folderIsReadWithItsFoldersInOrderOfNames() {
        assertThat(names(find("events")))
                .containsExactly(
                        "events/hour=00/customer=a.com/part-0.gz.parquet",
                        "events/hour=00/customer=b.com/part-1.gz.parquet",
                        "events/hour=01/customer=a.com/part-0.gz.parquet");
    }

    @Test
    void maskMatchesPartByPart() {
        assertThat(names(find("events/*/customer=a.com/*.parquet")))
                .containsExactly(
                        "events/hour=00/customer=a.com/part-0.gz.parquet",
                        "events/hour=01/customer=a.com/part-0.gz.parquet");
        assertThat(names(find("events/hour=0[1-9]")))
                .containsExactly("events/hour=01/customer=a.com/part-0.gz.parquet");
    }

    @Test
    void foldersGiveColumnsAlsoThoseThatTheUserWroteOut() {
        FileSet all = find("events");
        assertThat(all.folderColumns()).containsExactly("hour", "customer");
        assertThat(all.files().getFirst().folderValues()).containsExactly("00", "a.com");
        assertThat(find("events/hour=01").folderColumns()).containsExactly("hour", "customer");
    }

    @Test
    void folderValuesAreDecodedAndHivesDefaultIsNull() throws IOException {
        file("odd/name=a%2Fb%3Dc%20%C3%A9%zz/x.parquet");
        file("odd/name=__HIVE_DEFAULT_PARTITION__/x.parquet");
        List<DataFile> files = find("odd").files();
        assertThat(files.get(0).folderValues()).containsExactly((String) null);
        assertThat(files.get(1).folderValues()).containsExactly("a/b=c é%zz");
    }

    @Test
    void hiddenFileIsReadWhereTheUserNamesIt() {
        assertThat(names(find("events/.hidden.parquet"))).containsExactly("events/.hidden.parquet");
    }

    @Test
    void maskMayEndInFoldersAndArgumentsKeepTheirOrder() {
        FileSet set = discovery.find(List.of(path("events/hour=01"), path("events/hour=00/*")));
        assertThat(names(set))
                .containsExactly(
                        "events/hour=01/customer=a.com/part-0.gz.parquet",
                        "events/hour=00/customer=a.com/part-0.gz.parquet",
                        "events/hour=00/customer=b.com/part-1.gz.parquet");
    }

    @Test
    void linkToAFolderAboveIsSkipped() throws IOException {
        Files.createSymbolicLink(root.resolve("events/hour=01/customer=a.com/loop"), root.resolve("events"));
        assertThat(find("events").files()).hasSize(3);
    }

    @Test
    void missingFolderIsNamedWithTheLastPartThatExists() {
        assertThatThrownBy(() -> find("events/hour=07/customer=x"))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("no such file or folder: " + root.resolve("events/hour=07/customer=x"))
                .hasMessageContaining("(" + root.resolve("events") + " exists, what follows does not)");
    }

    @Test
    void maskWithoutAMatchIsNamed() {
        assertThatThrownBy(() -> find("events/*/nobody=*")).hasMessageStartingWith("no file or folder matches");
    }

    @Test
    void folderWithoutParquetNamesAFileThatIsThere() throws IOException {
        file("text/notes.txt");
        assertThatThrownBy(() -> find("text"))
                .hasMessageStartingWith("no Parquet files in " + root.resolve("text"))
                .hasMessageContaining("found others, such as " + root.resolve("text/notes.txt"));
    }

    @Test
    void differentFolderColumnsAreRefusedWithBothFiles() throws IOException {
        file("mixed/a=1/x.parquet");
        file("mixed/b=1/y.parquet");
        assertThatThrownBy(() -> find("mixed"))
                .hasMessageContaining(root.resolve("mixed/a=1/x.parquet") + " has [a]")
                .hasMessageContaining(root.resolve("mixed/b=1/y.parquet") + " has [b]");
    }

    @Test
    void folderColumnThatOccursTwiceIsRefused() throws IOException {
        file("twice/a=1/a=2/x.parquet");
        assertThatThrownBy(() -> find("twice")).hasMessageContaining("the folder column 'a' occurs twice");
    }

    @Test
    void otherSchemesAreRefusedByName() {
        assertThatThrownBy(() -> discovery.find(List.of("s3a://bucket/events")))
                .hasMessageContaining("only local files can be read and written so far, not s3a");
        assertThat(discovery
                        .find(List.of(root.resolve("events").toUri().toString()))
                        .files())
                .hasSize(3);
    }

    private FileSet find(String relative) {
        return discovery.find(List.of(path(relative)));
    }

    private String path(String relative) {
        return root + "/" + relative;
    }

    private List<String> names(FileSet set) {
        return set.files().stream()
                .map(file -> root.relativize(Path.of(file.path())).toString())
                .toList();
    }

    private void file(String relative) throws IOException {
        Path path = root.resolve(relative);
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[] {1, 2, 3});
    }
}
