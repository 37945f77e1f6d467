package dev.nightshift.eval.sandbox;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is to be run.
 *
 * @param command program and arguments; run in the folder of the files
 * @param files text files by their paths in that folder
 * @param stdin what it reads on standard input
 * @param environment its environment, beside {@code PATH}, {@code HOME} and {@code LANG}
 * @param readable further files and folders of this machine that it may read
 * @param limits what it may use
 */
public record SandboxRequest(
    List<String> command,
    Map<String, String> files,
    String stdin,
    Map<String, String> environment,
    List<Path> readable,
    SandboxLimits limits) {

  public SandboxRequest {
    command = List.copyOf(command);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    environment = Map.copyOf(environment);
    readable = readable.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command is needed");
    }
    for (String name : files.keySet()) {
      Path path = Path.of(name);
      if (name.isEmpty()
          || path.isAbsolute()
          || !path.normalize().equals(path)
          || path.startsWith("..")) {
        throw new IllegalArgumentException("'" + name + "' is no path inside of the folder");
      }
    }
  }

  /** A command with its files, without input, within the default limits. */
  public static SandboxRequest of(List<String> command, Map<String, String> files) {
    return new SandboxRequest(command, files, "", Map.of(), List.of(), SandboxLimits.DEFAULT);
  }

  /** With another input. */
  public SandboxRequest withStdin(String text) {
    return new SandboxRequest(command, files, text, environment, readable, limits);
  }

  /** With other limits. */
  public SandboxRequest withLimits(SandboxLimits other) {
    return new SandboxRequest(command, files, stdin, environment, readable, other);
  }

  /** With other paths to read. */
  public SandboxRequest withReadable(List<Path> paths) {
    return new SandboxRequest(command, files, stdin, environment, paths, limits);
  }
}
