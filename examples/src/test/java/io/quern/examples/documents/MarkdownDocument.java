package io.quern.examples.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Markdown file taken apart: its code blocks, its links, and the anchors of its headings.
record MarkdownDocument(Path path, List<CodeBlock> codeBlocks, List<String> links, Set<String> anchors) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

    /// A fenced block.
    ///
    /// @param information what follows the opening fence, such as `java run`
    /// @param line number of its first line of code
    record CodeBlock(String information, int line, String code) {
        boolean isJava() {
            return information.equals("java") || isToBeRun();
        }

        boolean isToBeRun() {
            return information.equals("java run");
        }
    }

    static MarkdownDocument parse(Path path, List<String> lines) {
        List<CodeBlock> blocks = new ArrayList<>();
        List<String> links = new ArrayList<>();
        Set<String> anchors = new HashSet<>();
        int number = 0;
        while (number < lines.size()) {
            String line = lines.get(number++);
            if (line.startsWith("```")) {
                int first = number;
                while (number < lines.size() && !lines.get(number).startsWith("```")) {
                    number++;
                }
                if (number == lines.size()) {
                    throw new IllegalArgumentException(path + ":" + first + ": this code block has no end");
                }
                String code = String.join("\n", lines.subList(first, number)) + "\n";
                blocks.add(new CodeBlock(line.substring("```".length()).strip(), first + 1, code));
                number++;
            } else {
                Matcher matcher = LINK.matcher(line.replaceAll("`[^`]*`", ""));
                while (matcher.find()) {
                    links.add(matcher.group(1));
                }
                if (line.startsWith("#")) {
                    anchors.add(anchorOf(line.replaceFirst("^#+\\s*", "")));
                }
            }
        }
        return new MarkdownDocument(path, List.copyOf(blocks), List.copyOf(links), Set.copyOf(anchors));
    }

    /// Reads every Markdown file below `root`, build folders left out.
    static List<MarkdownDocument> below(Path root) {
        List<MarkdownDocument> documents = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean isOurs = !NOT_OURS.contains(String.valueOf(folder.getFileName()));
                    return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (file.toString().endsWith(".md")) {
                        documents.add(parse(file, Files.readAllLines(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        documents.sort((a, b) -> a.path().compareTo(b.path()));
        return documents;
    }

    /// Returns the links that lead nowhere, each with the file that has it. Links to other hosts are not followed.
    List<String> brokenLinks() {
        List<String> broken = new ArrayList<>();
        for (String link : links) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            boolean isHere = parts[0].isEmpty();
            Path target = path.resolveSibling(parts[0]);
            if (!isHere && !Files.exists(target)) {
                broken.add(path + ": " + link + ": no such file");
            } else if (parts.length == 2 && !(isHere ? anchors : read(target).anchors()).contains(parts[1])) {
                broken.add(path + ": " + link + ": no such heading");
            }
        }
        return broken;
    }

    private static MarkdownDocument read(Path file) {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /// GitHub's rule: lower case, blanks to hyphens, everything but letters, digits, hyphens and underscores dropped.
    private static String anchorOf(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
