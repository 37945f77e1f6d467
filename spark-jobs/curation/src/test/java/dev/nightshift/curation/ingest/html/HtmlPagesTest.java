package dev.nightshift.curation.ingest.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HtmlPagesTest {

  private static final String PROSE =
      "This is a paragraph of a page that has been written by a person who had something to say"
          + " about it, and it goes on for long enough that there can be no doubt at all about what"
          + " it is: it has more than two hundred characters.";

  private static HtmlPage page(String body) {
    return HtmlPages.read(
        "<html lang=en><head><title> A  page </title><style>p{}</style></head><body>"
            + body
            + "</body></html>",
        false);
  }

  @Test
  void boilerplateGoesAndTheTextStays() {
    HtmlPage page =
        page(
            "<nav><ul><li><a href=/>Home</a><li><a href=/a>About us</a></ul></nav>"
                + "<script>var x = 'This is not the text of the page at all';</script>"
                + "<h1>The heading</h1><p>"
                + PROSE
                + "</p><p>Short one.</p><p>"
                + PROSE
                + "</p><footer><p>Copyright &copy; 2024 by the owner of this page</p>"
                + "<a href=/x>Imprint and all the other things that you may want to read</a></footer>");
    assertThat(page.title()).isEqualTo("A page");
    assertThat(page.language()).isEqualTo("en");
    assertThat(page.text()).isEqualTo("# The heading\n\n" + PROSE + "\n\nShort one.\n\n" + PROSE);
  }

  @Test
  void listsTablesAndCodeStayLegible() {
    HtmlPage page =
        page(
            "<p>"
                + PROSE
                + "</p><ul><li>one <b>bold</b></li><li>two<ul><li>inner</li></ul></li></ul>"
                + "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
                + "<pre>\nif (x &lt; y) {\n  return;\n}\n</pre><p>"
                + PROSE
                + "<br>after a break</p>");
    assertThat(page.text())
        .isEqualTo(
            PROSE
                + "\n\n- one bold\n- two\n  - inner\n\na | b\n1 | 2\n\n```\nif (x < y) {\n"
                + "  return;\n}\n```\n\n"
                + PROSE
                + " after a break");
  }

  @Test
  void wholePageKeepsEverything() {
    HtmlPage page =
        HtmlPages.read(
            "<a href=/>Home</a><p>Hi &amp; bye</p>".getBytes(StandardCharsets.UTF_8), true);
    assertThat(page.text()).isEqualTo("Home\n\nHi & bye");
    assertThat(page.title()).isEmpty();
  }

  @Test
  void encodingIsDeclaredOrGuessedAsBrowsersDo() {
    Charset windows = Charset.forName("windows-1252");
    assertThat(HtmlPages.read("<p>caf\u00e9".getBytes(windows), true).text())
        .isEqualTo("caf\u00e9");
    assertThat(HtmlPages.read("<p>caf\u00e9".getBytes(StandardCharsets.UTF_8), true).text())
        .isEqualTo("caf\u00e9");
    byte[] russian =
        "<meta charset=windows-1251><p>\u041f\u0440\u0438\u0432\u0435\u0442"
            .getBytes(Charset.forName("windows-1251"));
    assertThat(HtmlPages.read(russian, true).text())
        .isEqualTo("\u041f\u0440\u0438\u0432\u0435\u0442");
    byte[] wide = "\uFEFF<p>wide".getBytes(StandardCharsets.UTF_16LE);
    assertThat(HtmlPages.read(wide, true).text()).isEqualTo("wide");
  }

  @Test
  void languagesWithoutStopWordsAreJudgedByLengthAndLinks() {
    String prose = "\u543e\u8f29\u306f\u732b\u3067\u3042\u308b\u3002".repeat(30);
    HtmlPage page = page("<a href=/>\u30db\u30fc\u30e0</a><p>" + prose + "</p>");
    assertThat(page.text()).isEqualTo(prose);
    HtmlPage german =
        page(
            "<p>Das ist ein Absatz, der von einem Menschen geschrieben wurde und der so lang ist,"
                + " dass es keinen Zweifel daran geben kann, was er ist: Er hat mehr als zweihundert"
                + " Zeichen, und das ist auch gut so, denn sonst w\u00e4re er nur zu kurz.</p>");
    assertThat(german.text()).startsWith("Das ist ein Absatz");
  }

  @Test
  void hostilePagesTakeBoundedTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(page("<div>".repeat(200_000) + "deep").text()).isNotNull();
          assertThat(page("<table><tr><td>".repeat(20_000) + "x").text()).isNotNull();
          assertThat(page("<p>short</p>".repeat(200_000)).text()).isEmpty();
          assertThat(page("<h1>head</h1>".repeat(100_000)).text()).isEmpty();
          assertThat(page("<a href=x><b><i>".repeat(50_000) + "x").text()).isNotNull();
          assertThat(page("&".repeat(500_000) + "<".repeat(500_000)).text()).isNotNull();
        });
  }
}
