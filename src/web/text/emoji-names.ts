/** Emoji by the names people type between colons, in a chunk of its own: it loads with the first colon. */

const NAMES =
  "+1 👍 -1 👎 100 💯 alarm ⏰ alien 👽 anchor ⚓ angry 😠 apple 🍎 art 🎨 baby 👶 balloon 🎈 beer 🍺 bell 🔔 bike 🚲 bird 🐦 birthday 🎂 blush 😊 boat ⛵ bomb 💣 book 📖 boom 💥 brain 🧠 bread 🍞 bug 🐛 bulb 💡 bus 🚌 cake 🍰 calendar 📅 camera 📷 car 🚗 cat 🐱 check ✅ cheers 🥂 clap 👏 clock 🕐 cloud ☁️ coffee ☕ computer 💻 confetti 🎊 confused 😕 construction 🚧 cookie 🍪 cool 😎 cry 😢 crying 😭 dancer 💃 dart 🎯 disappointed 😞 dizzy 💫 dog 🐶 earth 🌍 email 📧 exploding 🤯 eyes 👀 facepalm 🤦 fire 🔥 fish 🐟 flag 🏁 flower 🌸 folded 🙏 fox 🦊 frog 🐸 fuel ⛽ gear ⚙️ ghost 👻 gift 🎁 globe 🌐 goal 🥅 grin 😁 guitar 🎸 hammer 🔨 handshake 🤝 happy 😄 headphones 🎧 heart ❤️ heart_eyes 😍 hourglass ⏳ house 🏠 hug 🤗 joy 😂 key 🔑 kiss 😘 laughing 😆 leaf 🍃 lemon 🍋 link 🔗 lock 🔒 mag 🔍 mail 📬 melting 🫠 memo 📝 microphone 🎤 money 💰 monkey 🐵 moon 🌙 muscle 💪 music 🎵 nerd 🤓 no ❌ octopus 🐙 ok 👌 owl 🦉 package 📦 palm 🌴 panda 🐼 paperclip 📎 party 🥳 pencil ✏️ phone 📱 pin 📌 pizza 🍕 plane ✈️ plant 🌱 point_up ☝️ poop 💩 popcorn 🍿 pray 🙏 purple_heart 💜 question ❓ rage 😡 rainbow 🌈 raised_hand ✋ rocket 🚀 rofl 🤣 rose 🌹 salute 🫡 scream 😱 seedling 🌱 shrug 🤷 skull 💀 sleeping 😴 sleepy 😪 smile 🙂 smirk 😏 snail 🐌 snowflake ❄️ sob 😭 sparkles ✨ star ⭐ sun ☀️ sunglasses 😎 sushi 🍣 sweat 😅 tada 🎉 target 🎯 taxi 🚕 tea 🍵 tears 🥲 thinking 🤔 thumbsdown 👎 thumbsup 👍 tired 😫 tool 🔧 train 🚆 trophy 🏆 turtle 🐢 umbrella ☔ unicorn 🦄 upside_down 🙃 victory ✌️ warning ⚠️ wave 👋 wine 🍷 wink 😉 wrench 🔧 yawn 🥱 yellow_heart 💛 zap ⚡ zzz 💤";

const words = NAMES.split(" ");
const emoji = Array.from({ length: words.length / 2 }, (_, index) => ({
  name: words[index * 2] ?? "",
  emoji: words[index * 2 + 1] ?? "",
}));

/** Those whose name begins with `query` first, then those that have it further in. */
export function emojiNamed(query: string): { name: string; emoji: string }[] {
  const wanted = query.toLowerCase();
  const begins = emoji.filter(({ name }) => name.startsWith(wanted));
  return [...begins, ...emoji.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted))];
}
