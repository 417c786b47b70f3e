package io.quern.dataframe.output;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.dataframe.source.LocalPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The last task of a writing job: makes the staged files the output. Every step may be repeated, because file names
/// are unique for ever; so a second attempt finishes what a killed one began.
///
/// 1. Every listed file exists with its length, in staging or already in the destination.
/// 2. Overwriting: the names of the old output's files are written down in staging, since step 4 replaces the list
///    of them.
/// 3. Files move into the destination.
/// 4. `_SUCCESS` appears: exclusively, or in place of the old one when overwriting. From here on the output is
///    complete.
/// 5. Files of the old output are deleted. Staging is deleted.
public final class JobCommit {
    private final OutputTarget target;
    private final Staging staging;
    private final Path folder;

    public JobCommit(OutputTarget target, JobId job) {
        this.target = target;
        folder = LocalPath.of(target.folder());
        staging = new Staging(folder, job);
    }

    /// @param manifests one a partition, in any order
    /// @param version of Quern, for `_SUCCESS`
    /// @param schema one `name: type` a column, for `_SUCCESS`
    public OutputSummary commit(List<OutputManifest> manifests, String version, List<String> schema)
            throws IOException {
        Optional<OutputSummary> existing = Destination.summary(folder);
        if (existing.isPresent() && existing.get().job().equals(staging.job().toString())) {
            finish();
            return existing.get();
        }
        if (!Files.isDirectory(staging.root())) {
            throw new QuernException(
                    ErrorCode.INTERNAL, "the staging folder " + staging.root() + " is gone: the job has ended");
        }
        checkPartitions(manifests);
        List<OutputManifest> ordered = manifests.stream()
                .sorted(Comparator.comparingInt(OutputManifest::partition))
                .toList();
        OutputSummary summary = new OutputSummary(
                staging.job().toString(),
                version,
                schema,
                ordered.stream().flatMap(manifest -> manifest.files().stream()).toList());
        for (OutputManifest manifest : ordered) {
            for (OutputFile file : manifest.files()) {
                verify(manifest, file);
            }
        }
        if (target.isOverwriting()) {
            Staging.writeSynced(staging.replaced(), OutputJson.encodeReplaced(replaced(existing)));
        }
        for (OutputManifest manifest : ordered) {
            for (OutputFile file : manifest.files()) {
                move(manifest, file);
            }
        }
        Staging.sync(folder);
        publish(OutputJson.encode(summary));
        finish();
        return summary;
    }

    /// What is left to do once `_SUCCESS` stands.
    void finish() throws IOException {
        if (Files.exists(staging.replaced())) {
            for (String old : OutputJson.replaced(Files.readAllBytes(staging.replaced()))) {
                Files.deleteIfExists(folder.resolve(old));
            }
        }
        Staging.deleteTree(staging.root());
    }

    private static void checkPartitions(List<OutputManifest> manifests) {
        Set<Integer> partitions = new HashSet<>();
        for (OutputManifest manifest : manifests) {
            if (manifest.partition() >= manifests.size() || !partitions.add(manifest.partition())) {
                throw new QuernException(
                        ErrorCode.INTERNAL,
                        "partition " + manifest.partition() + " is committed twice or out of range: " + manifests.size()
                                + " manifests");
            }
        }
    }

    private void verify(OutputManifest manifest, OutputFile file) throws IOException {
        Path staged = staged(manifest, file);
        Path present = Files.exists(staged) ? staged : folder.resolve(file.name());
        if (!Files.exists(present)) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "the written file " + staged + " has disappeared; something else removes files from " + folder);
        }
        long sizeBytes = Files.size(present);
        if (sizeBytes != file.sizeBytes()) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "the written file " + present + " has " + sizeBytes + " bytes, but " + file.sizeBytes()
                            + " were written; something else changes files in " + folder);
        }
    }

    private void move(OutputManifest manifest, OutputFile file) throws IOException {
        Path staged = staged(manifest, file);
        if (Files.exists(staged)) {
            Files.move(staged, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path staged(OutputManifest manifest, OutputFile file) {
        return staging.attempt(manifest.partition(), manifest.attempt()).resolve(file.name());
    }

    private void publish(byte[] success) throws IOException {
        Path temporary = staging.root().resolve("success.tmp");
        Path file = folder.resolve(Destination.SUCCESS);
        if (target.isOverwriting()) {
            Staging.writeSynced(temporary, success);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Staging.sync(folder);
            return;
        }
        try {
            Staging.publishExclusively(file, temporary, success);
        } catch (FileAlreadyExistsException e) {
            throw QuernException.user(
                    "another job has finished its output in " + folder
                            + " in the meantime; name another folder, or ask for it to be overwritten",
                    e);
        }
    }

    /// Files of the output that is replaced: those that its `_SUCCESS` lists, or all where nobody listed them.
    private List<String> replaced(Optional<OutputSummary> existing) {
        List<String> files = new ArrayList<>();
        if (existing.isPresent()) {
            for (OutputFile file : existing.get().files()) {
                // A listing that leads out of the folder is not ours, and nothing outside is deleted for it.
                if (Path.of(file.name()).getNameCount() == 1 && !file.name().equals("..")) {
                    files.add(file.name());
                }
            }
            return files;
        }
        for (Path file : Destination.content(folder)) {
            String name = String.valueOf(file.getFileName());
            if (Files.isRegularFile(file) && !name.equals(Destination.SUCCESS) && !staging.isOwn(name)) {
                files.add(name);
            }
        }
        return files;
    }
}
