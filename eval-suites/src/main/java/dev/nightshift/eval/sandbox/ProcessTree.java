package dev.nightshift.eval.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the processes of a program use, read from {@code /proc}. */
final class ProcessTree {

  private static final long PAGE_BYTES = 4096;

  private ProcessTree() {}

  /**
   * What is used at a moment.
   *
   * @param processes how many there are, the root among them
   * @param memoryBytes resident memory, and files in memory that no folder names
   * @param cpu time on processors of the processes that live
   */
  record Usage(int processes, long memoryBytes, Duration cpu) {}

  static Usage usage(ProcessHandle root) {
    List<ProcessHandle> all = Stream.concat(Stream.of(root), root.descendants()).toList();
    long memory = 0;
    Duration cpu = Duration.ZERO;
    for (ProcessHandle process : all) {
      memory += resident(process.pid()) + nameless(process.pid());
      cpu = cpu.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
    }
    return new Usage(all.size(), memory, cpu);
  }

  private static long resident(long pid) {
    try {
      String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", 3);
      return pages.length > 2 ? Long.parseLong(pages[1]) * PAGE_BYTES : 0;
    } catch (IOException | NumberFormatException e) {
      // It ended in between.
      return 0;
    }
  }

  /** Bytes of files of {@code memfd_create}: memory that counts as nobody's. */
  private static long nameless(long pid) {
    long bytes = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : open) {
        if (Files.isSymbolicLink(file)
            && Files.readSymbolicLink(file).toString().startsWith("/memfd:")) {
          bytes += Files.size(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It ended in between, or is another user's.
      return bytes;
    }
    return bytes;
  }

  /** Ends all below a process, and its group, of which it is the leader. */
  static void killGroup(ProcessHandle leader) {
    leader.descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + leader.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // Those below it are ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every process whose environment holds a mark, those that left their group too. */
  static void killMarked(String mark) {
    for (int round = 0; round < 20; round++) {
      List<ProcessHandle> marked =
          ProcessHandle.allProcesses().filter(process -> isMarked(process, mark)).toList();
      if (marked.isEmpty()) {
        return;
      }
      marked.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isMarked(ProcessHandle process, String mark) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return process.pid() != ProcessHandle.current().pid()
          && new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
