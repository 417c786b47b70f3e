package io.quern.dataframe.output;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.source.LocalPath;
import io.quern.dataframe.type.Schema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/// One attempt of one task to write its file: stage, sync, ask for the grant, publish the manifest exclusively.
///
/// Closing an attempt that did not publish deletes its files.
public final class AttemptWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Staging staging;
    private final TaskContext context;
    private final Path folder;
    private final Path file;
    private final CRC32C checksum = new CRC32C();
    private final OutputStream stream;
    private final Reservation memory;
    private final RowFormat.BatchWriter writer;
    private long rows;

    private AttemptWriter(Staging staging, OutputTarget target, Schema schema, TaskContext context) throws IOException {
        this.staging = staging;
        this.context = context;
        folder = staging.attempt(context.run());
        file = folder.resolve(staging.fileName(context.run(), target.format().ending()));
        try {
            Files.createDirectory(folder);
        } catch (NoSuchFileException e) {
            throw new QuernException(
                    ErrorCode.USER,
                    "the staging folder " + staging.root() + " is not there: either the job has ended, or this worker"
                            + " does not see the disk of its client; an output folder must be on a disk that all of them"
                            + " share",
                    e);
        }
        memory = new Reservation(context.memory(), "writer");
        stream = new CheckedOutputStream(Files.newOutputStream(file), checksum);
        boolean isOpen = false;
        try {
            memory.grow(BUFFER_BYTES);
            writer = target.format().open(new BufferedOutputStream(stream, BUFFER_BYTES), schema, memory);
            isOpen = true;
        } finally {
            if (!isOpen) {
                close();
            }
        }
    }

    /// Starts an attempt.
    public static AttemptWriter start(OutputTarget target, Schema schema, TaskContext context) throws IOException {
        return new AttemptWriter(stagingOf(target, context.run()), target, schema, context);
    }

    /// The manifest that an earlier attempt of this task has published, if one has: the task is done then, even
    /// where that attempt's worker died before it could say so.
    public static Optional<OutputManifest> published(OutputTarget target, TaskContext context) throws IOException {
        Path manifest =
                stagingOf(target, context.run()).manifest(context.run().task().partition());
        return Files.exists(manifest)
                ? Optional.of(OutputJson.manifest(Files.readAllBytes(manifest)))
                : Optional.empty();
    }

    private static Staging stagingOf(OutputTarget target, RunId run) {
        return new Staging(LocalPath.of(target.folder()), run.task().job());
    }

    public void write(Batch batch) throws IOException {
        writer.write(batch);
        rows += batch.length();
    }

    /// Completes the attempt.
    ///
    /// @return the manifest that stands: this attempt's, or that of another attempt that came first
    /// @throws QuernException if the grant was refused and no other attempt has published yet
    public OutputManifest publish() throws IOException, InterruptedException {
        writer.close();
        stream.close();
        Staging.sync(file);
        Staging.sync(folder);
        RunId run = context.run();
        OutputManifest manifest = new OutputManifest(
                run.task().partition(),
                run.attempt(),
                List.of(new OutputFile(
                        String.valueOf(file.getFileName()), rows, Files.size(file), checksum.getValue())));
        Path published = staging.manifest(run.task().partition());
        if (!context.awaitCommitGrant()) {
            if (Files.exists(published)) {
                return OutputJson.manifest(Files.readAllBytes(published));
            }
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "attempt " + run + " may not publish its output: another attempt of the task holds the grant");
        }
        try {
            Staging.publishExclusively(published, folder.resolve("manifest.tmp"), OutputJson.encode(manifest));
        } catch (FileAlreadyExistsException _) {
            return OutputJson.manifest(Files.readAllBytes(published));
        }
        return manifest;
    }

    @Override
    public void close() throws IOException {
        memory.close();
        stream.close();
        if (!isPublished()) {
            Staging.deleteTree(folder);
        }
    }

    /// What stands on the disk decides: an attempt that was interrupted while it published may have succeeded.
    private boolean isPublished() throws IOException {
        Path published = staging.manifest(context.run().task().partition());
        return Files.exists(published)
                && OutputJson.manifest(Files.readAllBytes(published)).attempt()
                        == context.run().attempt();
    }
}
