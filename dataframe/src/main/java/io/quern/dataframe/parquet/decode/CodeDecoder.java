package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// Decodes codes of a dictionary-encoded page: a byte with the bit width, then runs. Every code is checked.
final class CodeDecoder {
    private final HybridDecoder runs = new HybridDecoder();
    private final int entries;

    CodeDecoder(int entries) {
        this.entries = entries;
    }

    void start(byte[] page, int from, int to) {
        if (from >= to) {
            // Some writers leave a page of nothing but nulls without the byte.
            runs.start(page, from, to, 0);
        } else {
            runs.start(page, from + 1, to, page[from]);
        }
    }

    void read(int[] out, int at, int count) {
        runs.read(out, at, count);
        check(out, at, count);
    }

    private void check(int[] codes, int at, int count) {
        int greatest = 0;
        int signs = 0;
        for (int i = at; i < at + count; i++) {
            greatest = Math.max(greatest, codes[i]);
            signs |= codes[i];
        }
        if (signs < 0 || greatest >= entries) {
            throw new MalformedException("code " + (signs < 0 ? "below zero" : greatest) + " where the dictionary has "
                    + entries + " entries");
        }
    }
}
