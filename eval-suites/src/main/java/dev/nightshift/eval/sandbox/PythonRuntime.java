package dev.nightshift.eval.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Python of this machine.
 *
 * @param executable the program itself, behind all links and wrappers
 * @param readable the folders that it needs
 */
public record PythonRuntime(Path executable, List<Path> readable) {

  private static final String ASK =
      "import os, sys; print(os.path.realpath(sys.executable));"
          + " print(sys.prefix); print(sys.base_prefix)";
  private static final int SECONDS = 20;

  public PythonRuntime {
    readable = List.copyOf(readable);
  }

  /** The {@code python3} of the path, if there is one. */
  public static Optional<PythonRuntime> find() {
    try {
      Process process =
          new ProcessBuilder("python3", "-I", "-c", ASK)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        return Optional.empty();
      }
      List<Path> paths = told.lines().map(Path::of).toList();
      return paths.size() == 3
          ? Optional.of(new PythonRuntime(paths.get(0), outside(paths)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The folders that a sandbox does not show anyway. */
  private static List<Path> outside(List<Path> paths) {
    return Stream.concat(Stream.of(paths.get(0).getParent()), paths.stream().skip(1))
        .filter(path -> !path.startsWith("/usr"))
        .distinct()
        .toList();
  }

  /** A request that runs one of its files with this Python. */
  public SandboxRequest run(String main, Map<String, String> files) {
    return SandboxRequest.of(List.of(executable.toString(), "-B", main), files)
        .withReadable(readable);
  }
}
