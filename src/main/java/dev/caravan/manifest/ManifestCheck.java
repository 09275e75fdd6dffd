package dev.caravan.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what a manifest says with what its segment was found to hold. */
public final class ManifestCheck {

  private ManifestCheck() {}

  /** Says what differs between the manifest's counts and these; empty where nothing does. */
  public static List<String> differences(Manifest manifest, RecordAccount found) {
    Differences differences = new Differences();
    differences.add("records", manifest.records(), found.records());
    differences.add("frames", manifest.frames(), found.frames());
    differences.add("textFrames", manifest.textFrames(), found.textWrapped());
    differences.add("bytesFrames", manifest.bytesFrames(), found.bytesWrapped());
    differences.add("firstReceiveTimeNs", manifest.firstReceiveTimeNs(), found.earliestNs());
    differences.add("lastReceiveTimeNs", manifest.lastReceiveTimeNs(), found.latestNs());
    differences.add("offenderCount", manifest.offenderCount(), found.offenderCount());
    streams(manifest, found, differences);
    return differences.found;
  }

  private static void streams(Manifest manifest, RecordAccount found, Differences differences) {
    List<Manifest.Stream> counted = found.streams().stream().map(Manifest.Stream::of).toList();
    List<Object> saidNames = names(manifest.streams());
    List<Object> countedNames = names(counted);
    if (!saidNames.equals(countedNames)) {
      differences.add("streams", saidNames, countedNames);
      return;
    }
    for (int i = 0; i < counted.size(); i++) {
      Manifest.Stream said = manifest.streams().get(i);
      Manifest.Stream has = counted.get(i);
      differences.add(said, has, "records", Manifest.Stream::records);
      differences.add(said, has, "events", Manifest.Stream::events);
      differences.add(said, has, "firstId", Manifest.Stream::firstId);
      differences.add(said, has, "lastId", Manifest.Stream::lastId);
      differences.add(said, has, "highestId", Manifest.Stream::highestId);
      differences.add(said, has, "gaps", Manifest.Stream::gaps);
      differences.add(said, has, "repeated", Manifest.Stream::repeated);
      differences.add(said, has, "reordered", Manifest.Stream::reordered);
      if (said.backfilled() != null) {
        differences.add(said, has, "backfilled", Manifest.Stream::backfilled);
      }
    }
  }

  private static List<Object> names(List<Manifest.Stream> streams) {
    return streams.stream().map(stream -> (Object) stream.id()).toList();
  }

  /** Collects sentences. */
  private static final class Differences {
    private final List<String> found = new ArrayList<>();

    void add(String what, @Nullable Object said, @Nullable Object has) {
      if (!Objects.equals(said, has)) {
        found.add("manifest says " + what + "=" + said + ", the segment has " + has);
      }
    }

    void add(
        Manifest.Stream said,
        Manifest.Stream has,
        String what,
        Function<Manifest.Stream, @Nullable Object> value) {
      add(said.id() + " " + what, value.apply(said), value.apply(has));
    }
  }
}
