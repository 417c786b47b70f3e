package io.quern.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final House HOUSE = House.read(Path.of(System.getProperty("quern.root", "..")));

    @ParameterizedTest
    @MethodSource("rules")
    void ruleHoldsInThisRepository(ArchitectureRule rule) {
        assertThat(rule.violations(HOUSE)).isEmpty();
    }

    @Test
    void everyModuleOfTheTableIsThereAndBuilt() {
        Set<String> unbuilt = new HashSet<>();
        Set<String> compiled = new HashSet<>();
        HOUSE.classes().forEach(type -> compiled.add(type.module() + "/" + type.sourceFile()));
        for (SourceFile source : HOUSE.sources()) {
            // bench is above no module that these tests need, so a build of this module alone leaves it out.
            boolean mustBeBuilt =
                    !source.isTest() && source.isClass() && !source.module().equals("bench");
            if (mustBeBuilt && !compiled.contains(source.module() + "/" + source.pathInPackage())) {
                unbuilt.add(source.path().toString());
            }
        }
        assertThat(HOUSE.sources().stream().map(SourceFile::module)).containsAll(ModuleArrows.BELOW.keySet());
        assertThat(unbuilt).isEmpty();
    }

    @Test
    void atMostOneFileInTenIsLongEnoughToBeQuestioned() {
        List<String> questioned = FileLengths.questioned(HOUSE);
        questioned.forEach(line -> System.out.println("does it still do one thing? " + line));
        assertThat(questioned).hasSizeLessThanOrEqualTo(HOUSE.sources().size() / 10);
    }

    static List<ArchitectureRule> rules() throws IOException {
        return List.of(
                new ModuleArrows(),
                new LibraryHomes(),
                new PackageCycles(),
                new PureMachines(),
                new RepeatableMachines(),
                new OneClock(),
                new OneNameOneClass(),
                new PackageHouseholds(),
                new FileLengths(explainedLongFiles()),
                new PlainImports());
    }

    private static Map<String, String> explainedLongFiles() throws IOException {
        Map<String, String> explained = new TreeMap<>();
        try (InputStream list = ArchitectureTest.class.getResourceAsStream("/architecture/long-files.txt")) {
            for (String line : new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] pathAndReason = line.split(" ", 2);
                    assertThat(pathAndReason)
                            .as("a path and a reason in: " + line)
                            .hasSize(2);
                    explained.put(pathAndReason[0], pathAndReason[1]);
                }
            }
        }
        return explained;
    }
}
