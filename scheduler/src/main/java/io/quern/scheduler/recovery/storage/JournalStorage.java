package io.quern.scheduler.recovery.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The little that a journal needs of a file system: files of one folder, written once from their beginning. Used
/// by one thread at a time.
public interface JournalStorage extends AutoCloseable {
    /// The folder, for people.
    String folder();

    /// Where a file is, for people.
    String place(String name);

    /// Names of all files, in any order.
    List<String> names() throws IOException;

    /// Makes a file.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException where there is one of that name
    Output create(String name) throws IOException;

    /// Opens a file.
    Input open(String name) throws IOException;

    /// Gives a file another name in one step, in place of whatever had that name.
    void rename(String from, String to) throws IOException;

    /// Deletes a file, if there is one.
    void delete(String name) throws IOException;

    /// Makes durable which files there are and how they are called.
    void force() throws IOException;

    /// Bytes that may still be written, roughly.
    long usableBytes() throws IOException;

    /// Lets others have the folder.
    @Override
    void close() throws IOException;

    /// A file that grows at its end.
    interface Output extends Closeable {
        /// Writes all that remains in the buffer. After a failure an unknown part of it may be there.
        void write(ByteBuffer bytes) throws IOException;

        /// Makes all that was written durable. After a failure nobody knows what is: the system may have dropped
        /// what it could not write, and another attempt would succeed without it.
        void force() throws IOException;
    }

    /// A file as it is.
    interface Input extends Closeable {
        long sizeBytes() throws IOException;

        /// Fills the buffer from a position.
        ///
        /// @throws java.io.EOFException where the file ends before
        void read(long position, ByteBuffer target) throws IOException;
    }
}
