package dev.nightshift.cluster.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark installation laid out from the artifacts of the build: links to its jars, the empty file
 * that marks a release, and the script that turns a class name into a command line.
 *
 * @param folder what {@code SPARK_HOME} names
 * @param libraries jars that Nightshift needs besides Spark's
 * @param program Nightshift's own jar
 */
record SparkHome(Path folder, List<Path> libraries, Path program) {

  private static final String SPARK_CLASS =
      """
      #!/usr/bin/env bash
      # As Spark's own: the launcher prints a zero byte and a line's end, then the command, each word
      # ended by a zero byte.
      set -euo pipefail
      words=()
      while IFS= read -r -d '' word; do
        words+=("$word")
      done < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" \\
        org.apache.spark.launcher.Main "$@" | sed -z 's/^\\n//')
      exec "${words[@]:1}"
      """;

  /**
   * Jars that stand in the list of libraries and that a Spark installation has as well: they come
   * from it, so that no class is loaded twice.
   */
  private static final Pattern ALSO_OF_SPARK =
      Pattern.compile(
          "(scala-(library|reflect|parser-combinators)|spark-|log4j-|slf4j-api-|jackson-(core|"
              + "annotations|databind)-|commons-(lang3|io|compress|math3|net)-|antlr4-runtime-|"
              + "xbean-asm9-shaded-|jsr305-|gson-|flatbuffers-java-|(breeze|spire|algebra|"
              + "cats-kernel)[-_]|(blas|lapack|arpack)-|JTransforms-|JLargeArrays-|opencsv-|"
              + "arpack_combined_all-|jaxb-runtime-|istack-commons-runtime-|snakeyaml-[12]\\.).*");

  /** Whether the build has gone as far as packaging the program. */
  static boolean canBeMade(Path root) {
    return Files.exists(lists(root).resolve("lib"))
        && Files.exists(lists(root).resolve("spark"))
        && jars(root.resolve("pipelines/target"), "nightshift-pipelines-").size() == 1;
  }

  private static Path lists(Path root) {
    return root.resolve("pipelines/target/classpath");
  }

  /** Lays it out in a folder that does not exist. */
  static SparkHome make(Path root, Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    List<Path> ofSpark = new ArrayList<>(list(lists(root).resolve("spark")));
    List<Path> libraries = new ArrayList<>();
    for (Path jar : list(lists(root).resolve("lib"))) {
      boolean also = ALSO_OF_SPARK.matcher(jar.getFileName().toString()).matches();
      (also ? ofSpark : libraries).add(jar);
    }
    for (Path jar : ofSpark) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }
    Files.createFile(folder.resolve("RELEASE"));
    Path script = Files.createDirectories(folder.resolve("bin")).resolve("spark-class");
    Files.writeString(script, SPARK_CLASS);
    if (!script.toFile().setExecutable(true)) {
      throw new IOException(script + " cannot be made executable");
    }
    Files.createDirectories(folder.resolve("conf"));
    return new SparkHome(
        folder, libraries, jars(root.resolve("pipelines/target"), "nightshift-pipelines-").get(0));
  }

  private static List<Path> list(Path file) throws IOException {
    return Arrays.stream(Files.readString(file).strip().split(":")).map(Path::of).toList();
  }

  private static List<Path> jars(Path folder, String start) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().matches(start + "[-0-9.A-Z]*\\.jar"))
          .forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }
}
