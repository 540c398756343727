/// What the shop sells: the words and price ranges that its products are made of. Brands are invented.
struct CatalogueVocabulary {
    struct Category {
        let code: String
        let title: String
        let noun: String
        let brands: [String]
        let lines: [String]
        /// Euro cents.
        let cheapest: Int
        let dearest: Int

        init(
            _ code: String, _ title: String, _ noun: String, _ cheapest: Int, _ dearest: Int,
            brands: String, lines: String
        ) {
            self.code = code
            self.title = title
            self.noun = noun
            self.cheapest = cheapest * 100
            self.dearest = dearest * 100
            self.brands = brands.split(separator: ",").map(String.init)
            self.lines = lines.split(separator: ",").map(String.init)
        }
    }

    static let colours = [
        "Black", "White", "Graphite", "Navy", "Forest Green", "Sand", "Terracotta", "Silver", "Moss", "Crème",
    ]

    static let categories: [Category] = electronics + home + kitchen + fashion + sports + more

    private static let electronics: [Category] = [
        Category(
            "electronics.headphones", "Headphones", "Headphones", 19, 379,
            brands: "Lumora,Okano,Halden,Brightwell", lines: "Pulse,Drift,Studio,Echo,Aria,Quiet"),
        Category(
            "electronics.smartphones", "Smartphones", "Smartphone", 129, 1249,
            brands: "Okano,Veyra,Lumora", lines: "One,Edge,Lite,Pro,Max"),
        Category(
            "electronics.laptops", "Laptops", "Laptop", 349, 2299,
            brands: "Veyra,Corvane,Okano", lines: "Book,Slate,Air,Studio,Flex"),
        Category(
            "electronics.cameras", "Cameras", "Camera", 89, 1899,
            brands: "Kestrel,Okano", lines: "Vista,Field,Compact,Frame"),
        Category(
            "electronics.wearables", "Smartwatches", "Smartwatch", 39, 449,
            brands: "Lumora,Veyra,Halden", lines: "Move,Tempo,Active,Classic"),
    ]

    private static let home: [Category] = [
        Category(
            "home.lighting", "Lighting", "Lamp", 12, 289,
            brands: "Nordvik,Tavira,Pellworm", lines: "Fjord,Dune,Halo,Stem,Orbit"),
        Category(
            "home.textiles", "Home Textiles", "Throw", 14, 159,
            brands: "Linden & Lark,Tavira,Bjørnsen", lines: "Heath,Loom,Meadow,Ripple"),
        Category(
            "home.furniture", "Furniture", "Chair", 49, 899,
            brands: "Nordvik,Bjørnsen,Castelle", lines: "Oslo,Porto,Arc,Frame,Nest"),
        Category(
            "home.storage", "Storage", "Basket", 8, 119,
            brands: "Pellworm,Nordvik", lines: "Stack,Weave,Crate,Fold"),
    ]

    private static let kitchen: [Category] = [
        Category(
            "kitchen.coffee", "Coffee", "Coffee Grinder", 24, 549,
            brands: "Brennholm,Tavira,Café Marlow", lines: "Burr,Press,Crema,Filter,Piccolo"),
        Category(
            "kitchen.cookware", "Cookware", "Pan", 17, 219,
            brands: "Brennholm,Castelle,Ironwood", lines: "Forge,Copper,Daily,Chef"),
        Category(
            "kitchen.knives", "Knives", "Knife", 19, 249,
            brands: "Ironwood,Okano", lines: "Santoku,Paring,Bread,Chef"),
        Category(
            "kitchen.tableware", "Tableware", "Mug", 6, 89,
            brands: "Linden & Lark,Pellworm,Tavira", lines: "Speckle,Tide,Coast,Plain"),
    ]

    private static let fashion: [Category] = [
        Category(
            "fashion.shoes", "Shoes", "Trainers", 39, 229,
            brands: "Marrow,Strand,Halden", lines: "Runner,Court,Street,Trail"),
        Category(
            "fashion.jackets", "Jackets", "Jacket", 59, 449,
            brands: "Strand,Fellside,Bjørnsen", lines: "Storm,Harbour,Quilted,Field"),
        Category(
            "fashion.bags", "Bags", "Backpack", 29, 259,
            brands: "Fellside,Marrow,Castelle", lines: "Commuter,Rolltop,Weekend,Mini"),
        Category(
            "fashion.knitwear", "Knitwear", "Jumper", 35, 189,
            brands: "Linden & Lark,Strand", lines: "Cable,Merino,Crew,Roll-Neck"),
    ]

    private static let sports: [Category] = [
        Category(
            "sports.cycling", "Cycling", "Helmet", 15, 319,
            brands: "Velden,Halden", lines: "Aero,Gravel,City,Sprint"),
        Category(
            "sports.camping", "Camping", "Tent", 22, 649,
            brands: "Fellside,Pellworm,Ironwood", lines: "Ridge,Lake,Summit,Shelter"),
        Category(
            "sports.fitness", "Fitness", "Yoga Mat", 9, 139,
            brands: "Velden,Marrow", lines: "Balance,Core,Flow,Grip"),
        Category(
            "sports.running", "Running", "Running Vest", 18, 149,
            brands: "Velden,Strand,Marrow", lines: "Dash,Tempo,Long,Night"),
    ]

    private static let more: [Category] = [
        Category(
            "beauty.skincare", "Skin Care", "Serum", 9, 119,
            brands: "Sorrel & Sage,Maré", lines: "Dew,Calm,Bright,Restore"),
        Category(
            "toys.games", "Games", "Board Game", 12, 89,
            brands: "Fox & Ferry,Quillon", lines: "Islands,Caravan,Lanterns,Orchard"),
        Category(
            "garden.tools", "Garden Tools", "Secateurs", 11, 159,
            brands: "Ironwood,Greenhithe", lines: "Hedge,Rose,Border,Allotment"),
    ]
}
