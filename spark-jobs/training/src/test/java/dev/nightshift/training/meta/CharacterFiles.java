package dev.nightshift.training.meta;

import dev.nightshift.schema.random.CounterRandom;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** Archives of drawn characters: made for a test, and the shared ones of Omniglot. */
public final class CharacterFiles {

  private CharacterFiles() {}

  /** Characters of a few strokes, drawn again and again with a trembling hand. */
  public static Path made(Path folder, int alphabets, int characters, int drawings)
      throws IOException {
    Path file = Files.createDirectories(folder).resolve("drawn.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int a = 0; a < alphabets; a++) {
        for (int c = 0; c < characters; c++) {
          for (int d = 0; d < drawings; d++) {
            String name = "drawn/Alphabet" + a + "/character" + c + "/" + d + ".png";
            zip.putNextEntry(new ZipEntry(name));
            ImageIO.write(drawing(100 * a + c, d), "png", zip);
            zip.closeEntry();
          }
        }
      }
    }
    return file;
  }

  private static BufferedImage drawing(int character, int drawer) {
    BufferedImage image = new BufferedImage(105, 105, BufferedImage.TYPE_BYTE_BINARY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 105, 105);
    graphics.setColor(Color.BLACK);
    CounterRandom shape = CounterRandom.of(1, "character", character);
    CounterRandom hand = CounterRandom.of(1, "hand", 1000L * character + drawer);
    for (int stroke = 0; stroke < 3; stroke++) {
      int[] ends = new int[4];
      for (int i = 0; i < 4; i++) {
        ends[i] = 10 + shape.nextInt(80) + hand.nextInt(7);
      }
      for (int width = 0; width < 4; width++) {
        graphics.drawLine(ends[0] + width, ends[1], ends[2] + width, ends[3]);
      }
    }
    graphics.dispose();
    return image;
  }

  /** The folder of the shared archives; a test is skipped where they are not there. */
  public static Path shared() {
    Path folder =
        Path.of(System.getProperty("nightshift.root", "../.."), "../shared/data/omniglot")
            .normalize();
    Assumptions.assumeTrue(
        Files.exists(folder.resolve("images_background_small1.zip")),
        () -> "the shared test data are not there: " + folder);
    return folder;
  }
}
