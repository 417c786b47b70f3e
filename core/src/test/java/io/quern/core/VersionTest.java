package io.quern.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void numberIsTheOneInTheParentPom() throws IOException {
        Path pom = Path.of(System.getProperty("quern.root", "..")).resolve("pom.xml");
        assertThat(Files.readString(pom)).contains("<version>" + Version.number() + "</version>");
    }
}
