package io.quern.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.examples.documents.MarkdownDocument.CodeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("quern.root", ".."));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> codeOfTheDocumentsCompilesAndRuns() {
        return MarkdownDocument.below(ROOT).stream()
                .flatMap(document -> document.codeBlocks().stream()
                        .filter(CodeBlock::isJava)
                        .map(block -> DynamicTest.dynamicTest(
                                ROOT.relativize(document.path()) + ":" + block.line(), () -> check(block))));
    }

    @Test
    void everyJavaBlockIsMarkedInAWayThatIsKnown() {
        assertThat(MarkdownDocument.below(ROOT))
                .flatMap(MarkdownDocument::codeBlocks)
                .filteredOn(block -> block.information().startsWith("java"))
                .allMatch(CodeBlock::isJava);
    }

    @Test
    void linksOfTheDocumentsLeadSomewhere() {
        List<MarkdownDocument> documents = MarkdownDocument.below(ROOT);
        assertThat(documents).extracting(MarkdownDocument::path).contains(ROOT.resolve("README.md"));
        assertThat(documents).flatMap(MarkdownDocument::brokenLinks).isEmpty();
    }

    @Test
    void brokenLinksAndAnchorsAreFound() throws IOException {
        Files.writeString(folder.resolve("there.md"), "# Two Words, `code` and more\n");
        Path path = folder.resolve("page.md");
        List<String> lines = List.of(
                "[good](there.md) [good](there.md#two-words-code-and-more) [far](https://example.org/nowhere)",
                "[bad](gone.md) `[not a link](gone.md)`",
                "```text",
                "[not a link](gone.md)",
                "```",
                "[bad](there.md#three-words) [bad](#no-heading)");
        assertThat(MarkdownDocument.parse(path, lines).brokenLinks())
                .containsExactly(
                        path + ": gone.md: no such file",
                        path + ": there.md#three-words: no such heading",
                        path + ": #no-heading: no such heading");
    }

    @Test
    void openCodeBlockIsRefused() {
        List<String> lines = List.of("text", "```java", "void main() {}");
        assertThatThrownBy(() -> MarkdownDocument.parse(Path.of("page.md"), lines))
                .hasMessageContaining("page.md:2");
    }

    @Test
    void codeThatDoesNotCompileIsFound() throws IOException {
        assertThat(new DocumentedProgram(folder, "void main() { int i = \"one\"; }\n").compile())
                .contains("incompatible types");
    }

    @Test
    void codeWithAWarningIsFound() throws IOException {
        assertThat(new DocumentedProgram(folder, "void main() { List list = List.of(); }\n").compile())
                .contains("rawtypes");
    }

    @Test
    void programThatFailsIsFoundWithItsOutput() throws Exception {
        DocumentedProgram program =
                new DocumentedProgram(folder, "void main() { throw new IllegalStateException(\"no millstone\"); }\n");
        assertThat(program.compile()).isEmpty();
        assertThat(program.run()).startsWith("exit code 1").contains("no millstone");
    }

    @Test
    void classWithAMainMethodRunsUnderItsName() throws Exception {
        DocumentedProgram program = new DocumentedProgram(folder, """
                public final class Mill {
                    private Mill() {}

                    public static void main(String[] arguments) {
                        System.out.println(Mill.class.getName());
                    }
                }
                """);
        assertThat(program.compile()).isEmpty();
        assertThat(program.run()).isEmpty();
    }

    private void check(CodeBlock block) throws IOException, InterruptedException {
        DocumentedProgram program = new DocumentedProgram(Files.createTempDirectory(folder, "block"), block.code());
        assertThat(program.compile()).isEmpty();
        if (block.isToBeRun()) {
            assertThat(program.run()).isEmpty();
        }
    }
}
