package dossier.standalone;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dossier.events.Sex;

/** Somebody who does not exist. */
record DemoPerson(String name, Sex sex, String citizenId, String mobile) {

    /** One person for each day of a year and each sequence number, so that nobody applies twice. */
    static final int MOST = 365 * 1_000;
    /** Neighbouring numbers give strangers, and all numbers different ones: it has no divisor in common with MOST. */
    private static final long STRIDE = 226_277;

    private static final String FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严";
    private static final String GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力志东海波宁鑫宇浩然欣怡子涵雨泽佳慧琳晨曦嘉俊凯婷雪梅春燕斌峰飞鹏帆云天立成";
    private static final List<String> AREAS = List.of("440507", "440511", "440512", "440513", "440514", "440515",
            "440523", "440103", "440106", "440111", "310101", "310104", "310115", "110101", "110108", "510104",
            "510107", "420102", "420106", "620102", "330106", "320508", "430102", "350203", "410105");
    private static final List<String> PREFIXES = List.of("135", "136", "137", "138", "139", "150", "151", "152", "158",
            "159", "182", "183", "186", "187", "188", "189");

    static DemoPerson applicant(Chance chance, long seed, int number, boolean retired, LocalDate today) {
        var offset = UUID.nameUUIDFromBytes(("dossier demo " + seed).getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits() >>> 1;
        return of(chance, (int) ((offset % MOST + number * STRIDE) % MOST), retired, today);
    }

    /** Somebody who comes along for another. */
    static DemoPerson anybody(Chance chance, LocalDate today) {
        return of(chance, chance.between(0, MOST - 1), false, today);
    }

    Map<String, Object> body() {
        return Map.of("name", name, "citizenId", citizenId, "mobile", mobile);
    }

    private static DemoPerson of(Chance chance, int who, boolean retired, LocalDate today) {
        int sequence = who / 365;
        int age = retired ? chance.between(61, 84) : chance.between(18, 58);
        var born = LocalDate.ofYearDay(today.getYear() - 1 - age, who % 365 + 1);
        var name = "" + chance.pick(FAMILY_NAMES) + chance.pick(GIVEN_NAMES)
                + (chance.percent(80) ? chance.pick(GIVEN_NAMES) : "");
        return new DemoPerson(name, sequence % 2 == 1 ? Sex.MALE : Sex.FEMALE,
                Identifiers.citizenId("%s%tY%<tm%<td%03d".formatted(chance.pick(AREAS), born, sequence)),
                "%s%08d".formatted(chance.pick(PREFIXES), chance.between(0, 99_999_999)));
    }
}
