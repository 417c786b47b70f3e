package io.quern.scheduler.recovery.storage;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// A folder in memory that keeps apart what was written from what was forced, and fails on demand: the power
/// goes, the disk is full, a force fails and drops what it should have kept.
public final class FaultyStorage implements JournalStorage {
    private static final int PAGE_BYTES = 64;

    private static final class Contents {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int forcedBytes;
        /// What a failed force dropped for good.
        private final List<int[]> dropped = new ArrayList<>();
    }

    /// What the files are called, as programs see it and as the disk has it.
    private final Map<String, Contents> live = new TreeMap<>();
    private final Map<String, Contents> durable = new TreeMap<>();

    private long stepsLeft = Long.MAX_VALUE;
    private long bytesLeft = Long.MAX_VALUE;
    private int forcesLeft = Integer.MAX_VALUE;
    private int forces;
    private boolean isClosed;

    /// Lets the power go after some more steps (writes, forces, changes of names); everything fails from then on.
    public void failAfter(long steps) {
        stepsLeft = steps;
    }

    /// Leaves room for so many more bytes.
    public void fillUpAfter(long bytes) {
        bytesLeft = bytes;
    }

    /// Lets one force fail after some that do not.
    public void failOneForceAfter(int goodForces) {
        forcesLeft = goodForces;
    }

    /// Forces of files so far.
    public int forces() {
        return forces;
    }

    /// Bytes of all files.
    public long sizeBytes() {
        return live.values().stream().mapToLong(file -> file.written.size()).sum();
    }

    public boolean isClosed() {
        return isClosed;
    }

    public byte[] contents(String name) {
        return live.get(name).written.toByteArray();
    }

    public List<String> fileNames() {
        return List.copyOf(live.keySet());
    }

    public boolean hasFile(String name) {
        return live.containsKey(name);
    }

    /// Takes a file away, durably.
    public void remove(String name) {
        live.remove(name);
        durable.remove(name);
    }

    /// Puts a file into place, durably.
    public void put(String name, byte[] bytes) {
        Contents contents = new Contents();
        contents.written.writeBytes(bytes);
        contents.forcedBytes = bytes.length;
        live.put(name, contents);
        durable.put(name, contents);
    }

    /// A copy that nothing is wrong with.
    public FaultyStorage copy() {
        FaultyStorage copy = new FaultyStorage();
        live.forEach((name, contents) -> copy.put(name, contents.written.toByteArray()));
        return copy;
    }

    /// What the disk may show after the power went: of each name the old or the new meaning unless the folder was
    /// forced, of each file what was forced, and of the rest any pages.
    public FaultyStorage afterPowerCut(Random random) {
        FaultyStorage after = new FaultyStorage();
        TreeSet<String> names = new TreeSet<>(live.keySet());
        names.addAll(durable.keySet());
        for (String name : names) {
            Contents contents = random.nextBoolean() ? live.get(name) : durable.get(name);
            if (contents != null) {
                after.put(name, survivors(contents, random));
            }
        }
        return after;
    }

    /// What another process sees after this one was killed: all that was written.
    public FaultyStorage afterKill() {
        return copy();
    }

    private static byte[] survivors(Contents contents, Random random) {
        byte[] all = contents.written.toByteArray();
        int end = contents.forcedBytes + random.nextInt(all.length - contents.forcedBytes + 1);
        byte[] bytes = Arrays.copyOf(all, end);
        boolean isPatchy = random.nextBoolean();
        for (int at = contents.forcedBytes; isPatchy && at < end; at++) {
            if (at == contents.forcedBytes || at % PAGE_BYTES == 0) {
                int pageEnd = Math.min(end, at - at % PAGE_BYTES + PAGE_BYTES);
                blur(bytes, at, pageEnd, random);
            }
        }
        for (int[] range : contents.dropped) {
            Arrays.fill(bytes, Math.min(end, range[0]), Math.min(end, range[1]), (byte) 0);
        }
        return bytes;
    }

    private static void blur(byte[] bytes, int from, int to, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, from, to, (byte) 0);
            case 1 -> {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
            default -> {
                // The page was written.
            }
        }
    }

    @Override
    public String folder() {
        return "/memory";
    }

    @Override
    public String place(String name) {
        return "/memory/" + name;
    }

    @Override
    public List<String> names() throws IOException {
        check();
        return List.copyOf(live.keySet());
    }

    @Override
    public Output create(String name) throws IOException {
        step();
        if (live.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Contents contents = new Contents();
        live.put(name, contents);
        return new MemoryOutput(contents);
    }

    @Override
    public Input open(String name) throws IOException {
        check();
        Contents contents = live.get(name);
        if (contents == null) {
            throw new FileNotFoundException(name);
        }
        return new MemoryInput(contents.written.toByteArray());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        Contents contents = live.remove(from);
        if (contents == null) {
            throw new FileNotFoundException(from);
        }
        live.put(to, contents);
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        live.remove(name);
    }

    @Override
    public void force() throws IOException {
        step();
        durable.clear();
        durable.putAll(live);
    }

    @Override
    public long usableBytes() {
        return bytesLeft;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private void check() throws IOException {
        if (stepsLeft <= 0) {
            throw new IOException("the power is gone");
        }
    }

    private void step() throws IOException {
        check();
        stepsLeft--;
        check();
    }

    private final class MemoryOutput implements Output {
        private final Contents contents;

        MemoryOutput(Contents contents) {
            this.contents = contents;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            check();
            stepsLeft--;
            int wanted = bytes.remaining();
            int count = (int) Math.min(bytesLeft, stepsLeft == 0 ? wanted / 2 : wanted);
            byte[] taken = new byte[count];
            bytes.get(taken);
            contents.written.writeBytes(taken);
            bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : count;
            check();
            if (count < wanted) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force() throws IOException {
            step();
            forces++;
            if (forcesLeft-- == 0) {
                contents.dropped.add(new int[] {contents.forcedBytes, contents.written.size()});
                contents.forcedBytes = contents.written.size();
                throw new IOException("Input/output error");
            }
            contents.forcedBytes = contents.written.size();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private record MemoryInput(byte[] bytes) implements Input {
        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            if (position + target.remaining() > bytes.length) {
                throw new EOFException();
            }
            target.put(bytes, (int) position, target.remaining());
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
