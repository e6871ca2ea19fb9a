package dossier.events;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What was ever stored can be read for ever, and is written the same today. */
class GoldenEventsTests {

    private final EventCodec codec = new EventCodec();

    record Version(String type, int number) {

        @Override
        public String toString() {
            return type + ".v" + number;
        }

        byte[] golden() throws IOException {
            return Kept.read(Kept.GOLDEN.resolve(this + ".json"), () -> new EventCodec().encode(Examples.of(type)));
        }
    }

    static Stream<Version> versions() {
        var codec = new EventCodec();
        return Examples.types().stream().flatMap(type -> IntStream.rangeClosed(1, codec.currentVersion(type))
                .mapToObj(number -> new Version(type, number)));
    }

    static Stream<Version> currentVersions() {
        var codec = new EventCodec();
        return versions().filter(version -> version.number() == codec.currentVersion(version.type()));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyVersionOfEveryEventIsRead(Version version) throws Exception {
        assertThat(codec.decode(version.type(), version.number(), version.golden())).usingRecursiveComparison()
                .ignoringFields("personal").isEqualTo(Examples.of(version.type(), version.number()));
    }

    @ParameterizedTest
    @MethodSource("currentVersions")
    void whatIsReadIsWrittenAgainByteForByte(Version version) throws Exception {
        var event = codec.decode(version.type(), version.number(), version.golden());
        assertThat(new String(codec.encode(event), StandardCharsets.UTF_8))
                .isEqualTo(new String(version.golden(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void thePersonalMemberOfEveryVersionIsDecrypted(Version version) throws Exception {
        var event = (Record) codec.decode(version.type(), version.number(), version.golden());
        var member = Arrays.stream(event.getClass().getRecordComponents())
                .filter(component -> component.getType() == Encrypted.class).findAny();
        if (member.isPresent()) {
            Personal personal = decrypt(event, member.get());
            assertThat(personal).isEqualTo(Examples.PERSONAL.get(version.type()));
        } else {
            assertThat(Examples.PERSONAL).doesNotContainKey(version.type());
        }
    }

    @ParameterizedTest
    @MethodSource("currentVersions")
    void theGoldenFileHasEveryMemberThereIs(Version version) throws Exception {
        assertComplete(codec.decode(version.type(), version.number(), version.golden()));
        if (Examples.PERSONAL.containsKey(version.type())) {
            assertComplete(Examples.PERSONAL.get(version.type()));
        }
    }

    @Test
    void everyGoldenFileBelongsToAVersion() throws IOException {
        try (var files = Files.list(Kept.GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(versions().map(version -> version + ".json").toList());
        }
    }

    @SuppressWarnings("unchecked") // the component's type argument says which personal record it is
    private static <T extends Personal> T decrypt(Record event, RecordComponent member)
            throws ReflectiveOperationException {
        var type = (Class<T>) ((ParameterizedType) member.getGenericType()).getActualTypeArguments()[0];
        return Examples.KEY.decrypt((Encrypted<T>) member.getAccessor().invoke(event), type);
    }

    /** A member that the golden file lacks could change its shape unnoticed. */
    private static void assertComplete(Object value) throws ReflectiveOperationException {
        switch (value) {
            case Record record -> {
                for (var component : record.getClass().getRecordComponents()) {
                    component.getAccessor().setAccessible(true);
                    var member = component.getAccessor().invoke(record);
                    assertThat(member).as("%s.%s", record.getClass().getSimpleName(), component.getName()).isNotNull();
                    assertComplete(member);
                }
            }
            case List<?> list -> {
                assertThat(list).isNotEmpty();
                for (var element : list) {
                    assertComplete(element);
                }
            }
            default -> {
            }
        }
    }
}
