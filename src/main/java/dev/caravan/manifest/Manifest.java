package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.instrument.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one sealed segment holds, so that its files can be judged without trusting them.
 *
 * <p>Shape: {@code src/docs/formats.md}, "Manifest". Component names are the JSON keys, in this
 * order; an absent id or time is {@code null}.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param number of the segment; consecutive within a journal
 * @param journal {@code raw/binance-spot}
 * @param startedAtNs when the segment was begun, nanoseconds since the epoch
 * @param software what sealed it
 * @param plain the segment as written
 * @param compressed the file that took its place
 * @param previousSha256 of the plain content of the segment before; empty for the first
 * @param continuesFrom number of the segment whose manifest gave the ids to go on from; null where
 *     there was none
 * @param records lines after the header that are records
 * @param frames how many of them are frames
 * @param textFrames frames kept as a JSON string
 * @param bytesFrames frames kept in base64
 * @param firstReceiveTimeNs earliest receive time of a record
 * @param lastReceiveTimeNs latest receive time of a record
 * @param offenderCount lines that a full parse rejects
 * @param offenders the first of these, at most {@value RecordAccount#OFFENDERS_KEPT}
 * @param streams every stream that has records here or had ids before, by channel and symbol
 * @param purged where the records are since the compressed file was removed; null while it is there
 * @param rebuilt that it was made from the compressed file, or together with it, after the first
 *     one was lost; null where it is the first one
 * @param notAsWritten that the segment had changed when it was sealed; null where it had not, as
 *     far as that was known
 */
public record Manifest(
    int formatVersion,
    long number,
    String journal,
    long startedAtNs,
    String software,
    Content plain,
    Content compressed,
    String previousSha256,
    @Nullable Long continuesFrom,
    long records,
    long frames,
    long textFrames,
    long bytesFrames,
    @Nullable Long firstReceiveTimeNs,
    @Nullable Long lastReceiveTimeNs,
    long offenderCount,
    List<Offender> offenders,
    List<Stream> streams,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Purged purged,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Rebuilt rebuilt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable NotAsWritten notAsWritten) {

  public static final int FORMAT_VERSION = 1;

  public Manifest {
    requireNonNull(journal, "journal");
    requireNonNull(software, "software");
    requireNonNull(plain, "plain");
    requireNonNull(compressed, "compressed");
    requireNonNull(previousSha256, "previousSha256");
    offenders = List.copyOf(offenders);
    streams = List.copyOf(streams);
  }

  /**
   * One file's content.
   *
   * @param file its name, without folder
   * @param bytes its length
   * @param sha256 lower-case hexadecimal
   */
  public record Content(String file, long bytes, String sha256) {
    public Content {
      requireNonNull(file, "file");
      requireNonNull(sha256, "sha256");
    }
  }

  /** The same, marked as made anew. */
  public Manifest asRebuilt(String at) {
    return marked(new Rebuilt(at), notAsWritten);
  }

  /** The same, marked as not being what was written. */
  Manifest asChanged(NotAsWritten how) {
    return marked(rebuilt, how);
  }

  private Manifest marked(@Nullable Rebuilt anew, @Nullable NotAsWritten changed) {
    return new Manifest(
        formatVersion,
        number,
        journal,
        startedAtNs,
        software,
        plain,
        compressed,
        previousSha256,
        continuesFrom,
        records,
        frames,
        textFrames,
        bytesFrames,
        firstReceiveTimeNs,
        lastReceiveTimeNs,
        offenderCount,
        offenders,
        streams,
        purged,
        anew,
        changed);
  }

  /**
   * That disk, memory or somebody changed the segment behind the recorder's back.
   *
   * @param crc32 of the plain content, eight lower-case hexadecimal digits
   * @param writtenCrc32 of what the recorder wrote
   */
  public record NotAsWritten(String crc32, String writtenCrc32) {
    public NotAsWritten {
      requireNonNull(crc32, "crc32");
      requireNonNull(writtenCrc32, "writtenCrc32");
    }
  }

  /**
   * That the manifest is not the one that sealed the segment.
   *
   * @param at when it was made anew, as in ISO 8601
   */
  public record Rebuilt(String at) {
    public Rebuilt {
      requireNonNull(at, "at");
    }
  }

  /**
   * That the records were removed here.
   *
   * @param at when, as in ISO 8601
   * @param into files below the data folder that say where the records are now, one per day; empty
   *     where they are gone
   */
  public record Purged(String at, List<String> into) {
    public Purged {
      requireNonNull(at, "at");
      into = List.copyOf(into);
    }
  }

  /**
   * What one stream has in this segment.
   *
   * @param channel as subscribed; {@code -} for control frames and unrecognised ones
   * @param symbol as the venue spells it; empty where there is none
   * @param records frames of the stream
   * @param events other records that name it
   * @param firstId first id of its first frame here
   * @param lastId highest id of its frames here
   * @param highestId highest id so far, earlier segments included; the next one goes on from it
   * @param gaps what is missing, in order of ids
   * @param repeated frames with the same ids as the frame before
   * @param reordered frames with older ids
   * @param dropped frames not recorded because another connection had delivered them
   * @param backfilled ids in its backfill records here, whichever segment they are missing from;
   *     null in manifests older than this count
   */
  public record Stream(
      String channel,
      String symbol,
      long records,
      long events,
      @Nullable Long firstId,
      @Nullable Long lastId,
      @Nullable Long highestId,
      List<Gap> gaps,
      long repeated,
      long reordered,
      long dropped,
      @Nullable Long backfilled) {
    public Stream {
      requireNonNull(channel, "channel");
      requireNonNull(symbol, "symbol");
      gaps = List.copyOf(gaps);
    }

    /** Channel and symbol as one name. */
    @JsonIgnore
    public StreamId id() {
      return channel.equals("-") ? StreamId.NONE : new StreamId(channel, symbol);
    }

    static Stream of(StreamAccount account) {
      return of(account, 0);
    }

    /** What was counted, and how many frames of the stream were left out. */
    public static Stream of(StreamAccount account, long dropped) {
      return new Stream(
          account.stream().channel(),
          account.stream().symbol(),
          account.frames(),
          account.events(),
          idOrNull(account.firstId()),
          idOrNull(account.lastId()),
          idOrNull(account.highestId()),
          account.gaps(),
          account.repeated(),
          account.reordered(),
          dropped,
          account.idsInBackfills());
    }

    private static @Nullable Long idOrNull(long id) {
      return id < 0 ? null : Long.valueOf(id);
    }
  }
}
