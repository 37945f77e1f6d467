package dev.nightshift.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSwapTest {

  @TempDir private Path parent;

  private Path make(String name, String text) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.writeString(folder.resolve("file"), text);
    return folder;
  }

  private void write(String text) {
    FolderSwap.replace(
        parent.resolve("model"), folder -> Files.writeString(folder.resolve("file"), text));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesAFolderAsAWhole() throws IOException {
    make("model", "old");
    Files.writeString(parent.resolve("model/other"), "gone with the old one");

    write("new");

    assertThat(parent.resolve("model/file")).hasContent("new");
    assertThat(parent.resolve("model/other")).doesNotExist();
    assertThat(names()).containsExactly("model");
  }

  @Test
  void whatAKillBetweenTheRenamesLeftIsRemovedByTheNextWrite() throws IOException {
    make(".model.old-0123abcd", "moved aside, and then killed");

    write("new");

    assertThat(parent.resolve("model/file")).hasContent("new");
    assertThat(names()).containsExactly("model");
  }

  @Test
  void onlyOwnLeftoversAreRemoved() throws IOException {
    make(".model.writing-0123abcd", "another process is writing this now");
    make(".model2.old-0123abcd", "another folder's");
    make(".model.old-notes", "a person's");
    Path abandoned = make(".model.writing-89abcdef", "killed");
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(abandoned.resolve("file"), before);
    Files.setLastModifiedTime(abandoned, before);

    write("new");

    assertThat(names())
        .containsExactly(
            ".model.old-notes", ".model.writing-0123abcd", ".model2.old-0123abcd", "model");
  }

  @Test
  void aWriterThatFailsLeavesTheOldFolderAndNothingElse() throws IOException {
    make("model", "old");

    assertThatThrownBy(
            () ->
                FolderSwap.replace(
                    parent.resolve("model"),
                    folder -> {
                      Files.writeString(folder.resolve("file"), "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("Check the path, the permissions and the free space.");

    assertThat(parent.resolve("model/file")).hasContent("old");
    assertThat(names()).containsExactly("model");
  }
}
