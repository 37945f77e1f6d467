package dev.nightshift.eval.code;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Local checkouts of repositories: {@code OWNER/NAME} is the folder {@code OWNER/NAME}, {@code
 * OWNER__NAME} or {@code NAME} below the folder that the user names.
 *
 * @param folder the folder of checkouts
 */
record Repositories(Path folder) {

  private static final int MINUTES = 5;

  /** The files of a repository at a commit, as a tar archive that everybody may read. */
  Path archive(String repository, String commit, Path into) {
    Path checkout = checkout(repository);
    if (!commit.matches("[0-9A-Za-z][0-9A-Za-z._/-]{0,99}")) {
      throw refusal("'" + commit + "' is no commit", repository);
    }
    Path archive = into.resolve("base.tar");
    List<String> command =
        List.of(
            "git",
            "-C",
            checkout.toString(),
            "archive",
            "--format=tar",
            "--output=" + archive,
            commit,
            "--");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw refusal("commit " + commit + " cannot be read: " + told.strip(), repository);
      }
      Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("r--r--r--"));
      return archive;
    } catch (IOException e) {
      throw refusal("git cannot be run: " + e.getMessage(), repository);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal("interrupted", repository);
    }
  }

  private Path checkout(String repository) {
    if (!repository.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+") || repository.contains("..")) {
      throw refusal("'" + repository + "' is no OWNER/NAME", repository);
    }
    String name = repository.substring(repository.indexOf('/') + 1);
    List<Path> places =
        List.of(
            folder.resolve(repository),
            folder.resolve(repository.replace("/", "__")),
            folder.resolve(name));
    return places.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new WorkException(
                    "there is no checkout of " + repository,
                    folder.toString(),
                    "Looked for: " + places + ". Clone the repository there."));
  }

  private WorkException refusal(String problem, String repository) {
    return new WorkException(problem, folder + ": " + repository, "Fetch it in the checkout.");
  }
}
