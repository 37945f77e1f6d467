package dev.nightshift.curation.ingest.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The most frequent function words of some languages. Prose is made of them to a third or more,
 * menus and lists of names are not.
 */
final class StopWords {

  /** Below this share of a page's words, none of the languages is the page's: one word in eight. */
  private static final double KNOWN_FROM = 0.125;

  /** Words of a page that are looked at to tell its language. */
  private static final int MOST_WORDS = 20_000;

  private static final Map<String, Set<String>> LANGUAGES =
      Map.of(
          "en",
          words(
              "a about above after again against all almost also although always am among an and"
                  + " another any are around as at away back be became because become been before"
                  + " being below between both but by came can cannot come could did do does doing"
                  + " done don't down during each either enough even ever every few first for from"
                  + " further get give go had has have having he her here hers herself him himself"
                  + " his how however i if in instead into is isn't it its itself just know last"
                  + " least less let like made make many may me might mine more most much must my"
                  + " myself neither never new next no nor not nothing now of off often on once one"
                  + " only onto or other others our ours out over own per perhaps put rather said"
                  + " same say see set several shall she should show since so some something still"
                  + " such take than that the their them themselves then there these they this"
                  + " those though three through thus time to together too toward two under until"
                  + " up upon us use used using very was way we well were what when where whether"
                  + " which while who whole whom whose why will with within without would yes yet"
                  + " you your yours"),
          "de",
          words(
              "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei"
                  + " beim bin bis bist da dabei damit dann darauf das dass dein deine dem den denn"
                  + " der des deshalb dich die dies diese diesem diesen dieser dieses dir doch dort"
                  + " du durch ein eine einem einen einer eines er erst es etwas euch euer für gegen"
                  + " gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre"
                  + " ihrem ihren ihrer im immer in indem ins ist ja jede jedem jeden jeder jedes"
                  + " jetzt kann kein keine keinen können könnte machen man mehr mein meine mich mir"
                  + " mit muss müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine"
                  + " seinem seinen seiner seit sich sie sind so solche soll sollte sondern sonst"
                  + " über um und uns unser unter vom von vor war waren warum was weg weil weiter"
                  + " welche welchen welcher wenn wer werde werden wie wieder will wir wird wirst wo"
                  + " wollen wurde wurden während würde zu zum zur zwar zwischen"),
          "fr",
          words(
              "à afin ai alors après au aucun aussi autre autres aux avait avant avec avoir ça car"
                  + " ce cela celle celui ces cet cette ceux chaque chez comme comment dans de déjà"
                  + " depuis des deux dire doit donc dont du elle elles en encore entre est et était"
                  + " étaient été être eu fait faire faut fois font il ils j'ai je jusqu l la là le"
                  + " les leur leurs lors lorsque lui ma mais me même mes moi moins mon ne ni non"
                  + " nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus pour"
                  + " pourquoi quand que quel quelle quelques qu'il qu'un qu'une qui quoi sa sans se"
                  + " sera ses si sien son sont sous sur ta te tes toi ton tous tout toute toutes"
                  + " très trop tu un une vers voir vos votre vous y c'est d'un d'une n'est s'est"),
          "es",
          words(
              "a al algo algunas algunos ante antes aquí así aunque bien cada como con contra cual"
                  + " cuando de del desde después día donde dos durante e el él ella ellas ellos en"
                  + " entre era eran es esa ese eso esta está están este esto estos fue fueron ha"
                  + " había hace hacer han hasta hay la las le les lo los luego más me mi mientras"
                  + " mis mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otro"
                  + " otros para parte pero poco por porque puede pueden pues que qué quien se sea"
                  + " según ser si sí siempre sin sino sobre solo son su sus también tan tanto te"
                  + " tener tiene tienen todo todos tras tu un una uno unos usted y ya yo"),
          "it",
          words(
              "a ad agli ai al alla alle allo altra altri altro anche ancora avere aveva c'è che chi"
                  + " ci come con contro cosa così cui da dagli dai dal dalla dalle dei del della"
                  + " delle dello di dopo dove due e è ed era erano essere fa fare fatto fino fra già"
                  + " gli ha hanno ho i il in io l la le lei li lo loro lui ma mai me meno mentre mi"
                  + " mio molti molto ne negli nei nel nella nelle noi non nostra nostro o ogni oltre"
                  + " per perché più poi può prima proprio qualche quando quanto quella quelle quelli"
                  + " quello questa queste questi questo qui quindi sarà se sempre senza si sia sono"
                  + " sta stata stati stato su sua sugli sui sul sulla sulle suo suoi tra tutta tutte"
                  + " tutti tutto un una uno vi voi"),
          "pt",
          words(
              "a à ainda além algum alguns ano antes ao aos apenas após aquele as às assim até bem"
                  + " cada com como contra da das de dela dele depois desde deve do dois dos durante e"
                  + " é ela elas ele eles em enquanto entre era essa esse esta está estão este eu faz"
                  + " fazer foi foram grande há isso isto já la lá lhe lo mais mas me mesmo meu minha"
                  + " muito muitos na não nas nem no nos nós nossa nosso num numa o onde os ou outra"
                  + " outras outro outros para parte pela pelas pelo pelos pode podem por porque pois"
                  + " quais qual quando que quem se segundo sem sempre ser seu seus sido só sobre sua"
                  + " suas também tem têm tempo ter tinha todo todos tudo um uma umas uns vai você"),
          "nl",
          words(
              "aan af al alle alles als altijd ander andere bij daar dan dat de deze die dit doch"
                  + " doen door dus een en er ge geen geweest haar had heb hebben heeft hem het hier"
                  + " hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer men met mij"
                  + " mijn moet moeten na naar nar niet niets nog nu of om omdat ons onze ook op over"
                  + " reeds te tegen toch toen tot tussen u uit uw van veel voor waar want waren was"
                  + " wat we wel werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo"
                  + " zonder zou zouden"),
          "sv",
          words(
              "alla allt att av blev bli blir de dem den denna deras dess det detta dig din dina du"
                  + " där då efter ej eller en er ett från för ha hade han hans har henne hennes hon"
                  + " honom hur här i icke inom inte jag ju kan kunde man med mellan men mig min mina"
                  + " mitt mot mycket måste ni nu när någon något några och om oss på samma sedan sig"
                  + " sin sina sitt ska skulle som så sådan till under upp ut utan vad var vara varför"
                  + " varit vem vi vid vilka vilken vill våra vårt än är åt över"),
          "pl",
          words(
              "a aby ale ani bardzo bez być był była było były będzie będą ci co coś czy czyli dla"
                  + " do dwa dzień gdy gdzie go i ich ich im inne iż ja jak jako jednak jego jej jest"
                  + " jeszcze jeśli jeżeli już kiedy kto która które którego której który których"
                  + " którzy lub ma mają mi między mnie może można na nad nam nas nawet nic nich nie"
                  + " niej niż o od oraz po pod podczas ponieważ poza przed przez przy są się sobie"
                  + " swoje ta tak także tam te tego tej ten to też tu tych tylko tym u w we więc"
                  + " wszystko z za ze że żeby"),
          "ru",
          words(
              "а без более был была были было быть в вам вас ведь во вот все всё всего всех вы где"
                  + " да даже для до его ее её если есть еще ещё же за здесь и из или им их к как какие"
                  + " какой ко когда кто ли либо между меня мне может можно мой мы на над надо нас не"
                  + " него нее нет ни них но ну о об однако он она они оно от очень по под после потому"
                  + " почти при про раз с сам себя со так также такие такой там те тем то того тоже"
                  + " только том тот тут ты у уже хотя чего чем что чтобы чье эта эти это этого этой"
                  + " этом этот я является"));

  private StopWords() {}

  /** The stop words of the language that a page is written in; none where it is not known. */
  static Set<String> of(List<Block> blocks) {
    List<String> words = new ArrayList<>();
    for (Block block : blocks) {
      if (words.size() < MOST_WORDS) {
        cut(block.text(), words);
      }
    }
    Set<String> best = Set.of();
    double most = KNOWN_FROM;
    for (String language : LANGUAGES.keySet().stream().sorted().toList()) {
      Set<String> stopWords = LANGUAGES.getOrDefault(language, Set.of());
      double share = share(words, stopWords);
      if (share > most) {
        best = stopWords;
        most = share;
      }
    }
    return best;
  }

  /** Share of a text's words that are stop words; punctuation around a word is none of it. */
  static double density(String text, Set<String> stopWords) {
    List<String> words = new ArrayList<>();
    cut(text, words);
    return share(words, stopWords);
  }

  private static double share(List<String> words, Set<String> stopWords) {
    if (words.isEmpty()) {
      return 0;
    }
    int found = 0;
    for (String word : words) {
      found += stopWords.contains(word) ? 1 : 0;
    }
    return found / (double) words.size();
  }

  private static void cut(String text, List<String> words) {
    int length = text.length();
    for (int i = 0; i < length; ) {
      int end = i;
      while (end < length && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      int from = i;
      int to = end;
      while (from < to && !Character.isLetterOrDigit(text.charAt(from))) {
        from++;
      }
      while (to > from && !Character.isLetterOrDigit(text.charAt(to - 1))) {
        to--;
      }
      if (to > from) {
        words.add(text.substring(from, to).toLowerCase(Locale.ROOT).replace('\u2019', '\''));
      }
      i = end + 1;
    }
  }

  private static Set<String> words(String list) {
    // A list may name a word twice.
    return Set.copyOf(new java.util.HashSet<>(List.of(list.split(" "))));
  }
}
