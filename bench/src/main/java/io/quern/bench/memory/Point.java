package io.quern.bench.memory;

import java.io.IOException;

/// One of the things that are measured.
interface Point {
    void measure(Setup setup) throws IOException, InterruptedException;
}
